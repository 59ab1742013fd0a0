"""Put the automations of ``automations.yaml`` on a Prefect server: ``python -m flows.automations [WEBHOOK]``."""

import sys
from pathlib import Path
from typing import Any

import yaml
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.events.schemas.automations import AutomationCore
from pydantic import SecretStr

from flows.shell import tell

FILE = Path(__file__).with_name("automations.yaml")
BLOCK = "dossier-notify"


def _with_block(action: dict[str, Any], block_id: str) -> dict[str, Any]:
    kept = {k: v for k, v in action.items() if k != "webhook"}
    return kept | ({"block_document_id": block_id} if action.get("webhook") else {})


def _put(client: SyncPrefectClient, automation: AutomationCore) -> None:
    """Create an automation, or replace the one of its name."""
    existing = client.read_automations_by_name(automation.name)
    if existing:
        client.update_automation(existing[0].id, automation)
    else:
        client.create_automation(automation)


def main(webhook: str | None) -> None:
    """Create or replace the automations; those that call a webhook only where one is given."""
    block_id = ""
    if webhook:
        block_id = str(Webhook(url=SecretStr(webhook)).save(BLOCK, overwrite=True))
    with get_client(sync_client=True) as client:
        for declared in yaml.safe_load(FILE.read_text("utf-8"))["automations"]:
            if any(action.get("webhook") for action in declared["actions"]) and not block_id:
                tell(f"left out: {declared['name']} (give WEBHOOK=https://… to be called)")
                continue
            declared["actions"] = [_with_block(action, block_id) for action in declared["actions"]]
            _put(client, AutomationCore.model_validate(declared))
            tell(f"automation {declared['name']}: {declared['description']}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
