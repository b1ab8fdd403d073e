namespace Carousel.Jobs.Streaming;

/// <summary>
/// What has come of a stream so far. Errors are those of answers that were given before the truth came, and before it
/// was learnt from.
/// </summary>
/// <param name="Lines">Rows taken, a header and refused lines not among them.</param>
/// <param name="Answers">Rows that were answered with a forecast or a label, not with the word that it is too
/// early.</param>
/// <param name="Learned">Steps of training made.</param>
/// <param name="Skipped">Rows skipped because they were taken before the stream was resumed.</param>
/// <param name="Metrics">Errors by name, such as <c>mae</c>; empty where no truth has come yet.</param>
/// <param name="BaselineName">The method that the model is compared with.</param>
/// <param name="BaselineMetrics">The same errors of it.</param>
/// <param name="Coverage">Level in percent and share of true values inside the interval.</param>
public sealed record StreamSummary(
    long Lines,
    long Answers,
    long Learned,
    long Skipped,
    IReadOnlyDictionary<string, double> Metrics,
    string BaselineName,
    IReadOnlyDictionary<string, double> BaselineMetrics,
    IReadOnlyDictionary<double, double> Coverage)
{
    /// <summary>A stream whose answers have no error to measure.</summary>
    internal StreamSummary(long lines, long answers)
        : this(
            lines, answers, 0, 0, new Dictionary<string, double>(), "", new Dictionary<string, double>(),
            new Dictionary<double, double>())
    {
    }
}
