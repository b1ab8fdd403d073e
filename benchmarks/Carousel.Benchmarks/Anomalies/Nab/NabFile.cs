using Carousel.Anomalies;
using Carousel.Data;

namespace Carousel.Benchmarks.Anomalies.Nab;

/// <summary>A series of the benchmark with its labels.</summary>
/// <param name="Name">Category and file, such as <c>realKnownCause/nyc_taxi.csv</c>.</param>
/// <param name="Stamps">[n], in the order of the file.</param>
/// <param name="Values">[n].</param>
/// <param name="Windows">Labelled windows in order; only for scoring.</param>
internal sealed record NabFile(
    string Name, IReadOnlyList<DateTime> Stamps, IReadOnlyList<float> Values, IReadOnlyList<RowRange> Windows)
{
    /// <summary>The folder that contains the file.</summary>
    public string Category => Name[..Math.Max(0, Name.LastIndexOf('/'))];

    /// <summary>The number of rows only for learning.</summary>
    public int Probation => ChannelDetector.LearnRowsOf(Values.Count);
}
