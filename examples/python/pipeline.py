"""A pipeline in Python with our cleanup as one of its steps: python pipeline.py BUCKET"""

import asyncio
import os
import sys

from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import Worker


@workflow.defn
class CloseTheBooks:
    """Answers how many uploads are gone."""

    @workflow.run
    async def run(self, bucket: str) -> int:
        report = await workflow.execute_child_workflow(
            "cleanupMultipartUploads",
            # What it takes and answers: schemas/cleanup-input.json and schemas/cleanup-report.json of the npm package.
            {"bucket": bucket, "select": {"olderThan": "1d"}},
            id=f"s3-cleanup/{bucket}",
            # Where `s3-cleanup worker` listens.
            task_queue="s3-cleanup",
            result_type=dict,
        )
        return report["uploads"]["gone"]


async def main(bucket: str) -> None:
    client = await Client.connect(os.environ.get("TEMPORAL_ADDRESS", "localhost:7233"))
    async with Worker(client, task_queue="books", workflows=[CloseTheBooks]):
        gone = await client.execute_workflow(
            CloseTheBooks.run, bucket, id=f"close-the-books/{bucket}", task_queue="books"
        )
    print(f'{{"gone": {gone}}}', flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
    # All is done. Without this, a thread of the SDK may crash the interpreter that ends: temporalio/sdk-python#300.
    os._exit(0)
