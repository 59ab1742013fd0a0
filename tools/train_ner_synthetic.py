"""Invented news sentences with their names marked, written for this project: names from every region, in the frames of newswire.

``{P}`` full name, ``{L}`` surname of a person of this story, ``{O}`` organisation, ``{A}`` acronym, ``{OA}`` organisation with its
acronym in brackets, ``{C}`` country, ``{X}`` place, ``{N}`` demonym, ``{M}`` miscellaneous name, ``{T}`` title, ``{PARTY}``, ``{MEDIA}``.
"""

# ruff: noqa: E501, SIM905  (word lists)

import random
import re

_NATIONS = """Afghanistan:Afghan Albania:Albanian Algeria:Algerian Angola:Angolan Argentina:Argentine Armenia:Armenian Australia:Australian
Austria:Austrian Azerbaijan:Azerbaijani Bahrain:Bahraini Bangladesh:Bangladeshi Belarus:Belarusian Belgium:Belgian Benin:Beninese Bolivia:Bolivian
Bosnia:Bosnian Botswana:Botswanan Brazil:Brazilian Bulgaria:Bulgarian Burundi:Burundian Cambodia:Cambodian Cameroon:Cameroonian Canada:Canadian
Chad:Chadian Chile:Chilean China:Chinese Colombia:Colombian Congo:Congolese Costa_Rica:Costa_Rican Croatia:Croatian Cuba:Cuban Cyprus:Cypriot
Denmark:Danish Djibouti:Djiboutian Ecuador:Ecuadorian Egypt:Egyptian El_Salvador:Salvadoran Eritrea:Eritrean Estonia:Estonian Ethiopia:Ethiopian
Fiji:Fijian Finland:Finnish France:French Gabon:Gabonese Gambia:Gambian Georgia:Georgian Germany:German Ghana:Ghanaian Greece:Greek
Guatemala:Guatemalan Guinea:Guinean Guyana:Guyanese Haiti:Haitian Honduras:Honduran Hungary:Hungarian Iceland:Icelandic India:Indian
Indonesia:Indonesian Iran:Iranian Iraq:Iraqi Ireland:Irish Israel:Israeli Italy:Italian Ivory_Coast:Ivorian Jamaica:Jamaican Japan:Japanese
Jordan:Jordanian Kazakhstan:Kazakh Kenya:Kenyan Kosovo:Kosovar Kuwait:Kuwaiti Kyrgyzstan:Kyrgyz Laos:Laotian Latvia:Latvian Lebanon:Lebanese
Liberia:Liberian Libya:Libyan Lithuania:Lithuanian Madagascar:Malagasy Malawi:Malawian Malaysia:Malaysian Maldives:Maldivian Mali:Malian Malta:Maltese
Mauritania:Mauritanian Mauritius:Mauritian Mexico:Mexican Moldova:Moldovan Mongolia:Mongolian Montenegro:Montenegrin Morocco:Moroccan
Mozambique:Mozambican Myanmar:Burmese Namibia:Namibian Nepal:Nepali New_Zealand:Kiwi Nicaragua:Nicaraguan Niger:Nigerien Nigeria:Nigerian
North_Korea:North_Korean Norway:Norwegian Oman:Omani Pakistan:Pakistani Panama:Panamanian Paraguay:Paraguayan Peru:Peruvian Philippines:Filipino
Poland:Polish Portugal:Portuguese Qatar:Qatari Romania:Romanian Russia:Russian Rwanda:Rwandan Samoa:Samoan Saudi_Arabia:Saudi Senegal:Senegalese
Serbia:Serbian Sierra_Leone:Sierra_Leonean Singapore:Singaporean Slovakia:Slovak Slovenia:Slovenian Somalia:Somali South_Africa:South_African
South_Korea:South_Korean South_Sudan:South_Sudanese Spain:Spanish Sri_Lanka:Sri_Lankan Sudan:Sudanese Sweden:Swedish Switzerland:Swiss Syria:Syrian
Taiwan:Taiwanese Tajikistan:Tajik Tanzania:Tanzanian Thailand:Thai Togo:Togolese Tunisia:Tunisian Turkey:Turkish Turkmenistan:Turkmen Uganda:Ugandan
Ukraine:Ukrainian Uruguay:Uruguayan Uzbekistan:Uzbek Venezuela:Venezuelan Vietnam:Vietnamese Yemen:Yemeni Zambia:Zambian Zimbabwe:Zimbabwean
Britain:British US:American U.S.:American United_States:American UK:British United_Kingdom:British UAE:Emirati Netherlands:Dutch Czech_Republic:Czech"""
PAIRS = [tuple(x.replace("_", " ") for x in pair.split(":")) for pair in _NATIONS.split()]
COUNTRIES = {c for c, _ in PAIRS} | {"America", "England", "Scotland", "Wales", "USA", "Soviet Union", "Palestine"}
DEMONYMS = (
    {d for _, d in PAIRS}
    | {d + "s" for _, d in PAIRS if d.endswith(("n", "i", "k", "t", "r"))}
    | set("English Scottish Welsh European Europeans African Africans Asian Asians African-American Latino Latinos Hispanic "
          "Scandinavian Balkan Persian Ottoman Indonesians Filipinos Emiratis".split())
)  # fmt: skip
_CITIES = """Abidjan,Accra,Adelaide,Aden,Aleppo,Alexandria,Algiers,Almaty,Amman,Ankara,Antananarivo,Asunción,Athens,Atlanta,Auckland,Baghdad,Baku,Bamako,
Bangkok,Bangui,Barcelona,Basra,Beijing,Beirut,Belgrade,Benghazi,Berlin,Bishkek,Blantyre,Bogotá,Brasília,Bratislava,Brazzaville,Brisbane,Brussels,
Bucharest,Budapest,Buenos Aires,Bujumbura,Bulawayo,Cairo,Cali,Canberra,Cape Town,Caracas,Casablanca,Chennai,Chiang Mai,Chicago,Chittagong,Colombo,Conakry,
Copenhagen,Cusco,Dakar,Dallas,Damascus,Dar es Salaam,Darwin,Davao,Delhi,Detroit,Dhaka,Doha,Donetsk,Douala,Dubai,Dublin,Durban,Dushanbe,Edinburgh,Erbil,
Fallujah,Frankfurt,Freetown,Gaborone,Gaza,Geneva,Guadalajara,Guangzhou,Guayaquil,Guatemala City,Hamburg,Hanoi,Harare,Havana,Helmand,Herat,Hiroshima,Ho Chi Minh City,
Hong Kong,Houston,Hyderabad,Ibadan,Idlib,Incheon,Islamabad,Istanbul,Jakarta,Jeddah,Jenin,Jerusalem,Johannesburg,Juba,Kabul,Kampala,Kandahar,Kano,Karachi,
Kathmandu,Kharkiv,Khartoum,Kigali,Kingston,Kinshasa,Kirkuk,Kolkata,Kuala Lumpur,Kumasi,Kyiv,Lagos,Lahore,La Paz,Libreville,Lima,Lisbon,Ljubljana,London,
Los Angeles,Luanda,Lusaka,Madrid,Maiduguri,Managua,Manama,Manila,Maputo,Marseille,Medellín,Melbourne,Mexico City,Miami,Milan,Minsk,Mogadishu,Mombasa,
Monrovia,Monterrey,Montevideo,Montreal,Moscow,Mosul,Mumbai,Munich,Muscat,Nairobi,Nablus,New Delhi,New York,Nicosia,Nouakchott,Odesa,Osaka,Oslo,Ouagadougou,
Palermo,Paris,Perth,Peshawar,Phnom Penh,Port Moresby,Port-au-Prince,Prague,Pretoria,Pristina,Pyongyang,Quetta,Quito,Rabat,Ramallah,Rangoon,Recife,Riga,
Rio de Janeiro,Riyadh,Rome,Rotterdam,San José,San Salvador,Sana'a,Santiago,São Paulo,Sarajevo,Seattle,Seoul,Shanghai,Shenzhen,Skopje,Sofia,Srebrenica,Stockholm,
Suva,Sydney,Taipei,Tallinn,Tashkent,Tbilisi,Tegucigalpa,Tehran,Tel Aviv,Tikrit,Tirana,Tokyo,Toronto,Tripoli,Tunis,Ulaanbaatar,Vancouver,Vienna,Vientiane,
Vilnius,Warsaw,Washington,Wellington,Windhoek,Wuhan,Yangon,Yaoundé,Yerevan,Zagreb,Zürich"""
CITIES = [c.strip() for c in _CITIES.split(",")]
_REGIONS = """Anbar,Andalusia,Assam,Balochistan,Bavaria,Bihar,Borno State,California,Catalonia,Chiapas,Crimea,Darfur,Donbas,Florida,Gauteng,Guangdong,
Gulf of Aden,Horn of Africa,Helmand Province,Jammu and Kashmir,Kashmir,Kerala,Kordofan,KwaZulu-Natal,Lake Victoria,Latin America,Middle East,Mindanao,
Montana,New South Wales,North Kivu,Northern Ireland,Nineveh,Ontario,Oromia,Persian Gulf,Punjab,Queensland,Quebec,Rakhine,Red Sea,River Nile,Sahel,
Scotland,Siberia,Sinai,Sindh,South China Sea,Southeast Asia,Strait of Hormuz,Sumatra,Tamil Nadu,Texas,Tibet,Tigray,Transnistria,West Africa,West Bank,
Western Sahara,Xinjiang,Zamfara,Europe,Africa,Asia,Gaza Strip,Golan Heights,Black Sea,Caucasus,Central Asia,Andes,Amazon,Mount Kenya,Himalayas,Lake Chad"""
REGIONS = [r.strip() for r in _REGIONS.replace("\n", "").split(",")]
_PEOPLE = [  # given names | surnames, one region a line
    "Ahmed Mohammed Ali Hassan Omar Khalid Abdullah Yusuf Ibrahim Mahmoud Mustafa Tariq Faisal Nasser Samir Fatima Aisha Layla Zainab Maryam Nadia Rania|Hassan al-Masri al-Baghdadi Khalil Haddad Mansour Saleh al-Rashid Nasser Khoury Abbas Qassem Al-Sabah Hamdan al-Zaidi Suleiman Al Mansoori Barakat Darwish",
    "Reza Hossein Mehdi Javad Mohsen Saeed Farhad Behrouz Shirin Nasrin Mahnaz Leila|Ahmadi Hosseini Rezaei Mousavi Karimi Jafari Moradi Rahimi Kazemi Sadeghi Zarif Ebrahimi Larijani",
    "Imran Asif Bilal Usman Zahid Shahid Rajesh Anil Sunil Priya Sanjay Amit Ravi Lakshmi Deepa Arjun Vikram Nirmala Kamal Shehan|Khan Sharma Patel Singh Gupta Reddy Iyer Chaudhry Malik Qureshi Bhutto Kumar Rao Nair Perera Fernando Wickramasinghe Rahman Chowdhury Thapa Shrestha",
    "Wei Li Xiaoming Jianguo Mei Hui Jun Fang Lei Chen|Wang Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Ma Zhu Lin Guo",
    "Hiroshi Takeshi Yuki Kenji Haruto Akiko Naoko Shinji Taro Emi|Tanaka Suzuki Yamamoto Watanabe Ito Nakamura Kobayashi Abe Kishida Mori Ishikawa Sato",
    "Min-jun Ji-hoon Seo-yeon Hyun-woo Young-ho Kyung-hee Sung-min Eun-ji|Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han",
    "Nguyen Van Thi Somchai Prayut Anutin Budi Joko Siti Dewi Agus Maria Jose Rodrigo Aung Khin Sokha|Tran Pham Le Hoang Vu Wongsawat Chaiyasit Santoso Widodo Wijaya Reyes Santos Cruz Bautista Dela Cruz Htun Myint Sen",
    "Chinedu Emeka Ngozi Oluwaseun Adebayo Kwame Kofi Ama Abena Yaw Funke Bola Ibrahim Musa Amina|Okafor Adeyemi Okonkwo Obi Mensah Owusu Asante Boateng Balogun Bello Danjuma Abubakar Eze Nwosu Addo",
    "Wanjiru Otieno Kamau Achieng Juma Joyce Moses Grace Samuel Patience Tendai Tapiwa Thabo Sipho Nomvula Lerato|Odhiambo Mwangi Kipchoge Njoroge Banda Phiri Chirwa Moyo Ncube Dube Dlamini Nkosi Mokoena Khumalo Museveni Okello Kagame Tesfaye Bekele Abebe Mutharika",
    "Ivan Sergei Dmitry Vladimir Andrei Olga Natalia Oleksandr Volodymyr Mykola Iryna Alexei Pavel Yelena|Ivanov Petrov Smirnov Kuznetsov Volkov Sokolov Shevchenko Kovalenko Bondarenko Tkachenko Melnyk Morozov Orlov Lebedev",
    "Nursultan Gulnara Rustam Aziz Timur Davit Giorgi Levan Armen Elmar|Nazarbayev Karimov Rahmonov Saidov Mirziyoyev Sargsyan Hakobyan Gelashvili Kvaratskhelia Aliyev Mammadov Tokayev",
    "Carlos Juan Luis Jorge Miguel María Ana Carmen Rosa Fernando Alejandro Diego Gabriela Sofía Andrés Ricardo Valeria|García Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz Vargas Castillo Quispe Mamani Rojas Correa",
    "João Pedro Paulo Ana Luiza Rafael Thiago Beatriz Fernanda|Silva Souza Oliveira Pereira Costa Almeida Carvalho Ribeiro Moreira Teixeira",
    "Jean Pierre Michel François Claire Sophie Luc Antoine Mathieu Isabelle Marco Giulia Paolo Francesca Lorenzo|Dubois Moreau Lefèvre Bernard Laurent Girard Rossi Bianchi Ferrari Esposito Romano Colombo Diallo Traoré Keita Ndiaye Sow",
    "Hans Klaus Jürgen Petra Anna Lars Erik Sven Ingrid Jan Pieter Marek Piotr Agnieszka Tomáš Zsolt Viktor Andrej|Müller Schmidt Schneider Weber Becker Hansen Johansson Andersson Lindqvist de Vries van Dijk Kowalski Nowak Wójcik Novák Horváth Nagy Popescu Ionescu",
    "Mehmet Ahmet Emine Ayşe Recep Kemal Hakan Yannis Nikos Eleni Andreas|Yılmaz Demir Kaya Öztürk Erdem Çelik Papadopoulos Georgiou Nikolaidis Dimitriou Konstantinou",
    "John James Michael David Sarah Emily Robert William Thomas Elizabeth Patrick Sean Fiona Margaret Kevin Daniel Rebecca Laura Peter Susan|Smith Johnson Williams Brown Jones Taylor Wilson Murphy O'Brien Kelly MacDonald Campbell Walker Clarke Robinson Bennett Sullivan Hughes Cooper Ross Baker Graham",
    "Moshe Yitzhak Avi Yael Tamar Noa Eli Shimon Gideon|Cohen Levi Mizrahi Peretz Goldstein Barak Katz Shapiro Friedman Ben-David Lapidot",
    "Tama Hine Aroha Manu Sione Mele Josefa Litia|Tipene Ngata Henare Parata Fifita Tuilagi Bainimarama Waqa Toleafoa",
]  # fmt: skip
PEOPLE = [tuple(half.split() for half in row.split("|")) for row in _PEOPLE]
_FIELDS = "Health,Education,Finance,Defense,Foreign Affairs,Justice,Agriculture,Energy,Environment,Transport,Labor,Tourism,Trade,Interior,Home Affairs,Water Resources,Information,Mines,Fisheries,Culture,Youth and Sports,Women's Affairs,Planning,Industry and Commerce,Public Security,Intelligence,Economy,Housing".split(
    ","
)
_TOPICS = "Human Rights,Electoral,Anti-Corruption,Drug Control,Climate Action,Wildlife,Refugee,Telecommunications,Civil Aviation,Nuclear Energy,Disaster Management,Football,Cricket,Press Freedom,Land Reform,Tax,Ports,Railways,Rural Development,Social Security,Statistics,Competition,Broadcasting,Food Safety,Road Safety,Indigenous Peoples,Farmers,Teachers,Journalists,Nurses,Truck Drivers,Fishermen,Students,Policy Studies,Strategic Studies,Marine Research,Space Research,Public Health,Tropical Medicine".split(
    ","
)
_BODIES = "Commission,Authority,Agency,Council,Board,Institute,Association,Federation,Union,Foundation,Committee,Bureau,Network,Alliance,Centre,Center,Forum,Society,Corporation,Service,Office,Fund,Initiative,Trust,League".split(
    ","
)
_BRANDS = "Acacia Altura Zenith Orbit Novatek Savanna Bluecrest Kalinga Tamarind Lotus Delta Meridian Vantage Helios Axiom Pinnacle Sunrise Horizon Everest Sterling Tigris Falcon Cobalt Solaris Indigo Nimbus Quanta Zephyr Bharat Tata Huaxin Daesung Mitsuru Petrosur Gazinvest Norsk Bayern Atlas Sahara Maple Crown Emerald Kiva Lumo Fintra Yandu Paysta Zapay Greenleaf Rapido Veloce Cargotrans".split()
_SECTORS = "Airlines Bank Energy Motors Holdings Group Industries Pharmaceuticals Telecom Mining Oil Steel Insurance Capital Technologies Foods Media Partners Securities Logistics Cement Electronics Ventures Labs Petroleum Airways Networks Entertainment".split()
_SUFFIXES = "Inc. Ltd Ltd. Corp. Co. PLC LLC SA AG GmbH Limited".split()
_ADJ = "National Democratic People's United Popular Islamic Liberal Social Progressive Conservative Christian Socialist Communist Workers' Labour Republican Green Civic Patriotic Reform".split()
_REAL = "United Nations,UN,U.N.,European Union,EU,NATO,African Union,World Bank,IMF,International Monetary Fund,World Health Organization,WHO,UNICEF,UNESCO,Red Cross,Amnesty International,Human Rights Watch,Hamas,Hezbollah,Taliban,al-Qaeda,Al Qaeda,Islamic State,ISIS,ISIL,Boko Haram,al-Shabaab,Fatah,Pentagon,White House,Kremlin,State Department,Congress,Senate,House of Representatives,Parliament,Knesset,Supreme Court,Security Council,Revolutionary Guards,Quds Force,CIA,FBI,Mossad,FIFA,OPEC,ASEAN,Interpol,Google,Microsoft,Apple,Facebook,Twitter,Amazon,Toyota,Samsung,Boeing,Airbus,Shell,ExxonMobil,Gazprom,Huawei,Greenpeace,Doctors Without Borders,International Criminal Court,International Atomic Energy Agency,IAEA,World Trade Organization,Arab League,Organization of American States,G20,BRICS,Treasury,Justice Department,Department of Defense,Federal Reserve,Bundestag,National Assembly,House of Commons,Labour,Conservatives,Likud,BJP,Congress Party,ANC,Kuomintang,Fidesz,Interior Ministry,Foreign Ministry,Defense Ministry,Northern Alliance,Palestinian Authority,PLO,PKK,Houthis,Wagner Group,Polisario Front,Janjaweed,FARC,Shin Bet,Politburo".split(
    ","
)
_MEDIA = "Reuters,Associated Press,AP,AFP,Agence France-Presse,BBC,CNN,Al Jazeera,The New York Times,The Guardian,Washington Post,Xinhua,Der Spiegel,Le Monde,Haaretz,The Times of India,El País,Financial Times,Bloomberg,The Economist,Al Arabiya,Dawn,Daily Nation,The Hindu,Fars News Agency,Tass,Kyodo News,Yonhap,ABC,NBC News,The Wall Street Journal,France 24,Deutsche Welle,Press TV,RT,Radio Free Europe,Voice of America".split(
    ","
)
_MISC = "World War II,Cold War,World Cup,Olympic Games,Ramadan,Arab Spring,Brexit,Paris Agreement,Nobel Peace Prize,Covid-19,COVID-19,Christmas,Eid al-Fitr,Constitution,Belt and Road Initiative,Oslo Accords,Second World War,Asian Games,Holocaust,Gulf War,Koran,Windows,iPhone,Operation Desert Fox,Davis Cup,Premier League,Kyoto Protocol,Treaty of Lisbon,Hurricane Mitch,Apollo 11,Champions League,Diwali".split(
    ","
)
_TITLES = "President,Prime Minister,Foreign Minister,Defense Minister,Gen.,General,Sen.,Senator,Ayatollah,Sheikh,Dr.,Mr.,Mrs.,Ms.,Professor,Judge,Col.,Lt. Gen.,Secretary of State,Ambassador,Governor,Mayor,Chancellor,King,Prince,Rep.,Capt.,Chief Justice,Archbishop,Imam,Chairman,coach,spokesman,spokeswoman,lawmaker,analyst,activist,striker,opposition leader,former president".split(
    ","
)
FRAMES = """{C}'s {T} {P} said on Monday that talks with {C} would resume in {X}.
{P}, a spokesman for the {O}, told {MEDIA} that two people were killed near {X}.
The {OA} said in a report that {N} troops had entered {X}.
{L} said the {A} would not accept the offer.
"We have no other choice," {L} told reporters in {X}.
{X} (MEDIA) - {N} forces shelled the outskirts of {X} on Tuesday, the {O} said.
The {O} and the {O} signed an agreement in {X} last week.
{N} officials accused {O} of backing fighters in {X}.
According to {MEDIA}, {P} will leave the {O} in June.
{P}, who heads the {OA}, welcomed the decision by the {O}.
Shares of {O} rose 3.4 percent after it agreed to buy {O}.
{T} {P} met {T} {P} at a summit in {X}, {C}.
The {N} {T}, {P}, arrived in {X} for talks with {T} {L}.
{P}, of {PARTY}, won 43 percent of the vote in {X}, against 38 percent for {P} of {PARTY}.
A court in {X} sentenced {P} to seven years in prison.
{PARTY} leader {P} called on supporters to march in {X}.
{L}'s lawyer, {P}, said the {O} had no evidence.
{C} and {C} have been at odds over {X} since the {M}.
Refugees from {X} crossed into {C}, the {O} reported.
The {N} army said its soldiers killed 12 militants of the {O} in {X}.
{P} was born in {X}, {C}, and studied at the {UNI}.
{P}, a professor at {UNI}, said {N} voters were tired of {PARTY}.
"The {N} people deserve better," said {P}, director of the {O} in {X}.
The {A} declined to comment.
{O} chief executive {P} said demand in {X} was weak.
In {X}, hundreds of {N}s protested outside the {O}.
{MEDIA} reported that {L} had flown to {X}.
The {O}, based in {X}, employs 400 people in {C}.
{P} ({C}) beat {P} ({C}) 6-4, 6-3 in the final in {X}.
{CLUB} beat {CLUB} 2-1 in {X} on Saturday with goals from {L} and {P}.
The {M} was a turning point for {C}.
{P} and {P} were arrested by {N} police in {X}.
Mr. {L} served as deputy head of the {O} before joining {O}.
Mrs {L} said she would appeal to the {O}.
Photo: {P}/{MEDIA}
By {P}, {MEDIA}
The {O} ({A}) and its {N} partner, {O}, will build the plant near {X}.
Speaking at the {UNI}, {T} {L} praised {C}'s role in the {M}.
Residents of {X} and {X} said they heard explosions.
{T} {P} of the {O} denied the {N} claims.
{C}, {C} and {C} voted against the resolution at the {O}.
The {N}-backed {O} took control of {X}.
He joined {O} in 1998 and became chairman of {O} in 2007.
She told the {O} that {L} had called her from {X}.
{O} spokeswoman {P} said 40 {N} workers were missing.
{X}-based {O} said it had raised $20 million from {O} and {O}.
The two founders, {P} and {P}, met at {UNI} in {C}.
{L} and {L} disagree on {C}.
{L} resigned. {L} had led the {A} since 2010.
Members of the {O}, including {P}, {P} and {P}, met in {X}.
{N} {T} {P} will visit {X} next month, the {O} announced.
The {O} said on its website that {PARTY} had broken the rules.
"{L} is wrong," a {A} official said.
{C} beat {C} in the {M} semifinal.
Former {O} commander {P} accused {C} of arming {O}.
The {O} of {C} has jurisdiction over {X}.
After the {M}, {P} moved to {X}, where he founded {O}.
Police in {X} said {P}, 34, of {X}, was charged.
The {N} {MIN} summoned the {N} ambassador, {P}.
{C}'s {MIN} said the ban would be lifted, and {PARTY} agreed.
The {MIN} and the {A} will share the cost, {L} said.
{T} of {FIELD} {P} opened the clinic in {X}.
On the border between {C} and {C}, the {A} found 200 {N} migrants.
{P} told {MEDIA}: "{C} must act."
Analysts at {O} expect the {O} to cut rates.
Trade between {C} and the {O} fell by a fifth.
What would {C} gain from {X}? Not much, {L} believes.
{MEDIA} and {MEDIA} both quoted {P} as saying that the {A} had failed.
The weather in the region will be mild, with light rain in the evening.
Prices rose again in March, and shoppers said they could hardly keep up.
It is not clear who fired first, and no group claimed responsibility.
Under the plan, farmers would receive seed and tools before the rainy season.
Last Thursday, the two sides met for the first time since September 2011.
The Government said on Friday that the new Budget would help families.""".split("\n")
_SLOT = re.compile(r"\{([A-Z]+)\}|\(MEDIA\)")
_KIND = {"P": "PERSON", "L": "PERSON", "O": "ORG", "A": "ORG", "PARTY": "ORG", "MEDIA": "ORG", "UNI": "ORG", "CLUB": "ORG", "MIN": "ORG", "C": "LOC", "X": "LOC", "N": "NORP", "M": "MISC"}  # fmt: skip


def initials(name: str) -> str:
    """Acronym of a long name: its capitals."""
    return "".join(w[0] for w in re.split(r"[\s-]+", name) if w[:1].isupper())


class Maker:
    """Draws invented names; one ``Maker`` per seed gives the same names again."""

    def __init__(self, rng: random.Random) -> None:
        self.r = rng

    def person(self) -> str:
        given, family = self.r.choice(PEOPLE)
        parts = [self.r.choice(given)]
        dice = self.r.random()
        if dice < 0.12:
            parts.append(self.r.choice(given))
        elif dice < 0.2:
            parts.append(self.r.choice("ABCDEFGHJKLMNPRSTW") + ".")
        parts.append(self.r.choice(family))
        if self.r.random() < 0.07:
            parts.append(self.r.choice(family))
        if self.r.random() < 0.05:
            parts.reverse()
        return " ".join(parts)

    def country(self) -> str:
        return self.r.choice(PAIRS)[0]

    def place(self) -> str:
        return self.r.choice(self.r.choice((CITIES, CITIES, CITIES, REGIONS, sorted(COUNTRIES))))

    def acronym(self) -> str:
        known = [x for x in _REAL if x.isupper()]
        if self.r.random() < 0.25:
            return self.r.choice(known)
        return "".join(self.r.choices("ABCDEFGHIKLMNOPRSTUVW", k=self.r.choice((3, 3, 3, 4, 4, 5))))

    def ministry(self) -> str:
        f = self.r.choice(_FIELDS)
        return self.r.choice(
            (f"Ministry of {f}", f"{f} Ministry", f"{f} Department", f"Department of {f}", f"Ministry of {f}")
        )

    def company(self) -> str:
        name = self.r.choice(_BRANDS)
        dice = self.r.random()
        if dice < 0.2:
            return name
        if dice < 0.75:
            name += " " + self.r.choice(_SECTORS)
        if dice > 0.6:
            name += " " + self.r.choice(_SUFFIXES)
        return name

    def party(self) -> str:
        a, b = self.r.sample(_ADJ, 2)
        return self.r.choice((f"{a} {b} Party", f"{a} Party", f"{a} Front", f"{a} Movement", f"{a} {b} Front", f"{a} Party of {self.country()}",
                              f"{a} Alliance", self.acronym()))  # fmt: skip

    def club(self) -> str:
        c = self.r.choice(CITIES)
        return self.r.choice(
            (
                f"{c} United",
                f"{c} FC",
                f"FC {c}",
                f"Real {c}",
                f"{c} City",
                f"Dynamo {c}",
                f"{c} Tigers",
                f"{c} Lakers",
                f"Sporting {c}",
            )
        )

    def university(self) -> str:
        p = self.r.choice(CITIES) if self.r.random() < 0.6 else self.r.choice(PAIRS)[0]
        return self.r.choice((f"University of {p}", f"{p} University", f"{p} University of Technology", f"National University of {p}",
                              f"{p} Institute of Technology", f"{p} Medical College"))  # fmt: skip

    def body(self) -> str:
        """A long name of an agency, an association, a court, a force, a bank …"""
        nation, demonym = self.r.choice(PAIRS)
        city, topic, kind = self.r.choice(CITIES), self.r.choice(_TOPICS), self.r.choice(_BODIES)
        return self.r.choice((
            f"National {topic} {kind}", f"{demonym} {topic} {kind}", f"{topic} {kind}", f"{kind} for {topic}", f"International {topic} {kind}",
            f"{nation} {topic} {kind}", f"{city} {topic} {kind}", f"{demonym} {kind} of {topic}", f"{kind} of {topic} and {self.r.choice(_FIELDS)}",
            f"{demonym} Army", f"{demonym} Navy", f"{city} Police", f"{demonym} National Police", f"{city} High Court", f"{city} City Council",
            f"Central Bank of {nation}", f"{nation} Supreme Court", f"{demonym} Parliament", f"Bank of {nation}", f"{city} Stock Exchange",
            f"{nation} Liberation Army", f"{demonym} Red Crescent Society", f"{city} General Hospital", f"{self.r.choice(_BRANDS)} Foundation",
            f"Free {demonym} Army", f"Supreme {topic} Council", f"High Court of {nation}", f"{city} Chamber of Commerce", f"{demonym} Airlines",
            f"{self.r.choice(_BRANDS)} Brigade", f"{city} Times", f"{city} Post", f"Radio {city}", f"{nation} Airways",
            f"{demonym} Football {kind}", f"Movement for {topic} in {nation}",
        ))  # fmt: skip

    def organisation(self) -> str:
        dice = self.r.random()
        if dice < 0.3:
            return self.r.choice(_REAL)
        if dice < 0.58:
            return self.body()
        if dice < 0.72:
            return self.company()
        return self.r.choice((self.ministry, self.party, self.university, self.acronym, self.club))()

    def story(self) -> tuple[str, list[tuple[int, int, str]]]:
        """Three to seven sentences about a few people and bodies, and the spans of their names."""
        cast = [self.person() for _ in range(3)]
        long = self.body()
        bodies, places = [self.organisation() for _ in range(3)], [self.place() for _ in range(3)]
        nations = self.r.sample(PAIRS, 2)
        text, spans = "", []
        for frame in self.r.sample(FRAMES, self.r.randint(3, 7)):
            last = 0
            for slot in _SLOT.finditer(frame):
                text += frame[last : slot.start()]
                last = slot.end()
                key = slot.group(1)
                if key is None:
                    text += "("
                    spans.append((len(text), 0, "ORG"))
                    text += self.r.choice(_MEDIA)
                    spans[-1] = (spans[-1][0], len(text), "ORG")
                    text += ")"
                    continue
                if key == "OA":
                    acronym = initials(long) if self.r.random() < 0.8 else self.acronym()
                    spans += [
                        (len(text), len(text) + len(long), "ORG"),
                        (len(text) + len(long) + 2, len(text) + len(long) + 2 + len(acronym), "ORG"),
                    ]
                    text += f"{long} ({acronym})"
                    continue
                name = {
                    "P": lambda: self.r.choice(cast),
                    "L": lambda: self.r.choice(cast).split()[-1],
                    "O": lambda: self.r.choice(bodies) if self.r.random() < 0.5 else self.organisation(),
                    "A": lambda: initials(long) if self.r.random() < 0.6 else self.acronym(),
                    "C": lambda: self.r.choice(nations)[0] if self.r.random() < 0.6 else self.country(),
                    "N": lambda: self.r.choice(self.r.choice((nations, PAIRS)))[1],
                    "X": lambda: self.r.choice(places) if self.r.random() < 0.4 else self.place(),
                    "M": lambda: self.r.choice(_MISC),
                    "T": lambda: self.r.choice(_TITLES),
                    "FIELD": lambda: self.r.choice(_FIELDS),
                    "PARTY": lambda: "the " + self.party(),
                    "MEDIA": lambda: self.r.choice(_MEDIA),
                    "UNI": self.university,
                    "CLUB": self.club,
                    "MIN": self.ministry,
                }[key]()  # fmt: skip
                if key in _KIND:
                    spans.append((len(text), len(text) + len(name), _KIND[key]))
                text += name
            text += frame[last:] + self.r.choice((" ", " ", "\n"))
        return text, spans
