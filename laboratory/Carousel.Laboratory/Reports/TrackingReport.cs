using System.Globalization;
using Carousel.Laboratory.Tracking;
using Carousel.Laboratory.Tracking.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Reports;

/// <summary>The tracking page: pictures, the table, how it was run.</summary>
internal static class TrackingReport
{
    /// <summary>How networks are trained and tested, for pages and the terminal.</summary>
    public static string Setup(TrackingSettings settings)
    {
        string rates = string.Join(
            "; ",
            TrackedNetwork.Named.GroupBy(n => n.LearningRate).OrderByDescending(g => g.Count()).Select(
                g => $"{g.Key.ToString(CultureInfo.InvariantCulture)} for {string.Join(", ", g.Select(n => n.Name))}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"One layer of {TrackedNetwork.HiddenSize} units unless a name says how many, or a Transformer of as "
            + $"many parameters as that LSTM, and a linear read-out; trained on fresh sequences of 1 to 40 symbols, of "
            + $"recall up to 64 pairs (Adam, rate falling along a cosine over {settings.MostBatches:N0} batches of "
            + $"{settings.BatchSize}, begun at "
            + $"{rates}; at most {settings.MostSeconds} seconds). Training ends when all answers for validation "
            + $"sequences of 40 and of 64 to 100 symbols were right in "
            + $"{settings.PerfectChecks} checks in a row, and keeps the parameters of the least loss on the longer "
            + $"ones. Test sequences are different ones, used once.");
    }

    /// <summary>Makes the report.</summary>
    /// <param name="results">What came of the trials, one at least.</param>
    /// <param name="settings">How they were run.</param>
    /// <param name="command">The command that makes it again.</param>
    public static ReportDocument Make(
        IReadOnlyList<TrackingResult> results, TrackingSettings settings, string command)
    {
        return new ReportDocument(
            "What a state can track",
            string.Join(' ', TrackingPictures.Sentences(results)),
            [
                new Section("Accuracy against length", [.. TrackingPictures.Charts(results)]),
                new Section("Figures", [TrackingPictures.Figures(results)]),
                new Section("How it was run", [new Paragraph(Setup(settings)), new Paragraph(command, Tone.Quiet)]),
            ])
        {
            Kicker = "carousel-lab tracking",
        };
    }
}
