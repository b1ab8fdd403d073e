namespace Carousel.Benchmarks.Timing;

/// <summary>How long a way of loading a file takes.</summary>
/// <param name="Name">The way.</param>
/// <param name="Milliseconds">The median.</param>
internal sealed record LoadResult(string Name, double Milliseconds);

/// <summary>How long a <c>.safetensors</c> file takes to load in each way.</summary>
/// <param name="Bytes">The file's length.</param>
/// <param name="IsVerified">Whether it carries a checksum, which is held against the content at each load.</param>
/// <param name="Results">Reading first.</param>
internal sealed record LoadReport(long Bytes, bool IsVerified, IReadOnlyList<LoadResult> Results)
{
    /// <summary>The whole file read from its beginning to its end through one buffer, and thrown away.</summary>
    public const string ReadName = "read";

    /// <summary>The whole file read into an array of its own (<see cref="File.ReadAllBytes(string)"/>).</summary>
    public const string ArrayName = "array";

    /// <summary>
    /// Tensors that look into the mapped file, the checksum held against them, every value read once.
    /// </summary>
    public const string MappedName = "mapped";

    /// <summary>Tensors in memory of their own.</summary>
    public const string CopiedName = "copied";

    /// <summary>The job's model, its parameters in memory of their own; only where the file is a model.</summary>
    public const string ModelName = "model";

    /// <summary>How many times as long as reading a way takes.</summary>
    /// <param name="result">The way.</param>
    /// <returns>1 for as long.</returns>
    public double Ratio(LoadResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Milliseconds / Results[0].Milliseconds;
    }
}
