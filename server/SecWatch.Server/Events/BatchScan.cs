namespace SecWatch.Server.Events;

/// <summary>Reads batches in the order in which they were stored, from file to file.</summary>
internal static class BatchScan
{
    public static IReadOnlyList<StoredBatch> ReadAfter(
        DayFiles files, BatchPosition position, int batchCountMax, long bytesMax)
    {
        // The list of days is read first: a day that has a successor in it is not written any more, so when its end is
        // reached nothing can appear behind it.
        var batches = new List<StoredBatch>();
        var bytes = 0L;
        foreach (var day in files.Days.Where(day => day >= position.Day))
        {
            using var reader = DayFileReader.Open(files.PathOf(day));
            var row = day == position.Day ? position.Row : 0;
            foreach (var batch in reader.After(day, row, batchCountMax - batches.Count))
            {
                batches.Add(batch);
                bytes += batch.Batch.Payload.Length;
                if (bytes >= bytesMax)
                {
                    return batches;
                }
            }

            if (batches.Count >= batchCountMax)
            {
                break;
            }
        }

        return batches;
    }
}
