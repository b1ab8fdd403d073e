using System.Diagnostics;
using System.Runtime.InteropServices;
using Carousel.Jobs;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Benchmarks.Timing;

/// <summary>
/// Times how long a <c>.safetensors</c> file takes to be at hand, beside how long the file takes to be read at all.
/// </summary>
/// <remarks>
/// Ways take turns, so that all meet the same machine; the first turn, which brings the file into the system's cache
/// and the code into being, is not counted.
/// </remarks>
internal static class LoadBenchmark
{
    /// <summary>How often each way is timed.</summary>
    public const int Rounds = 15;

    private const int BufferBytes = 1 << 20, RowsOfTensor = 1000,
        BytesOfTensor = RowsOfTensor * RowsOfTensor * sizeof(float);

    private const string FolderName = "carousel-load-";

    private static ulong _seen;

    /// <summary>Times a file that is made for it and deleted afterwards.</summary>
    /// <param name="megabytes">Its size in millions of bytes.</param>
    /// <param name="begin">Told before each turn its number, from 1, and how many there are.</param>
    /// <param name="cancellation">Stops it between turns.</param>
    /// <returns>The medians.</returns>
    /// <exception cref="IOException">The folder for temporary files is full.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static LoadReport Run(
        int megabytes, Action<int, int>? begin = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(megabytes);
        RemoveLeftovers();
        string folder = Directory.CreateTempSubdirectory(FolderName).FullName;
        FolderLock? held = FolderLock.TryTake(folder, out _);
        try
        {
            string path = Path.Combine(folder, "made.safetensors");
            var values = new float[RowsOfTensor * RowsOfTensor];
            for (int k = 0; k < values.Length; k++)
            {
                values[k] = k * 0.001f;
            }

            int tensors = Math.Max(1, (int)(megabytes * 1_000_000L / BytesOfTensor));
            SafeTensors.Write(
                path,
                new TensorFile(
                    Enumerable.Range(0, tensors)
                        .Select(
                            n => new StoredTensor($"layer{n}.weight", new Shape(RowsOfTensor, RowsOfTensor), values)),
                            []));
            return Run(path, null, begin, cancellation);
        }
        finally
        {
            held?.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Times a file. The way into one array is left out for a file that no array holds (2 GiB and more), and the model
    /// for a file that is none.
    /// </summary>
    /// <param name="path">A <c>.safetensors</c> file.</param>
    /// <param name="models">Load models; null where loading a model is not timed.</param>
    /// <param name="begin">Told before each turn its number, from 1, and how many there are.</param>
    /// <param name="cancellation">Stops it between turns.</param>
    /// <returns>The medians.</returns>
    /// <exception cref="ModelFileException">The file can't be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static LoadReport Run(
        string path, JobModels? models = null, Action<int, int>? begin = null, CancellationToken cancellation = default)
    {
        (bool isVerified, bool isModel) = SafeTensors.Map(
            path, content => (content.IsVerified, models is not null && IsModel(content, models)));
        long length = new FileInfo(path).Length;
        (string Name, Action Load)[] ways = Ways(path, length, isModel ? models : null);
        double[][] times = [.. ways.Select(_ => new double[Rounds])];
        for (int round = -1; round < Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            begin?.Invoke(round + 2, Rounds + 1);
            for (int w = 0; w < ways.Length; w++)
            {
                GC.Collect();
                long start = Stopwatch.GetTimestamp();
                ways[w].Load();
                if (round >= 0)
                {
                    times[w][round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                }
            }
        }

        return new LoadReport(
            length, isVerified,
            [.. ways.Select((way, w) => new LoadResult(way.Name, times[w].Order().ElementAt(Rounds / 2)))]);
    }

    /// <summary>The ways in which a file is loaded.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="models">Load it as a model; null where it is none of this program.</param>
    internal static (string Name, Action Load)[] Ways(string path, long length, JobModels? models)
    {
        byte[] buffer = new byte[BufferBytes];
        var ways = new List<(string Name, Action Load)> { (LoadReport.ReadName, () => ReadAll(path, buffer)) };
        if (length <= Array.MaxLength)
        {
            ways.Add((LoadReport.ArrayName, () => File.ReadAllBytes(path)));
        }

        ways.Add((LoadReport.MappedName, () => SafeTensors.Map(path, Touch)));
        ways.Add((LoadReport.CopiedName, () => SafeTensors.Read(path)));
        if (models is not null)
        {
            ways.Add((LoadReport.ModelName, () => models.Load(path).Dispose()));
        }

        return [.. ways];
    }

    // What a killed run left is large. A folder that is still empty is just being made.
    private static void RemoveLeftovers()
    {
        foreach (string left in Directory.EnumerateDirectories(Path.GetTempPath(), FolderName + "*"))
        {
            try
            {
                string[] files = Directory.GetFiles(left);
                using FolderLock? held = files.Length == 0 ? null : FolderLock.TryTake(left, out _);
                if (held is not null)
                {
                    Array.ForEach(files, File.Delete);
                    held.Dispose();
                    Directory.Delete(left);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Somebody else's, or just removed by its owner.
            }
        }
    }

    // A file of another program may have a text "task" as well.
    private static bool IsModel(TensorFile content, JobModels models) =>
        content.TryGetText(ModelFile.VersionKey, out _) && content.TryGetText(ModelFile.TaskKey, out string? task) &&
        models.Tasks.Contains(task);

    private static void ReadAll(string path, byte[] buffer)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        long at = 0;
        for (int read = RandomAccess.Read(file, buffer, at); read > 0; read = RandomAccess.Read(file, buffer, at))
        {
            at += read;
        }
    }

    /// <summary>
    /// Where a checksum was held against the content, every value has been read; else each is read now, so that no page
    /// is left for later.
    /// </summary>
    private static bool Touch(TensorFile content)
    {
        foreach (StoredTensor tensor in content.IsVerified ? [] : content.Tensors.Values)
        {
            ulong all = 0;
            foreach (ulong pair in MemoryMarshal.Cast<float, ulong>(tensor.Values.Span))
            {
                all ^= pair;
            }

            _seen ^= all;
        }

        return content.IsVerified;
    }
}
