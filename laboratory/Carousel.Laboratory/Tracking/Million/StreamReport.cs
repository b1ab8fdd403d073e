using Carousel.Laboratory.Reports;
using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Tracking.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Tracking.Million;

/// <summary>The page of long streams: pictures, tables, how it was run.</summary>
internal static class StreamReport
{
    /// <summary>Makes the report.</summary>
    /// <param name="results">What came of the trials, one at least.</param>
    /// <param name="settings">How networks were trained.</param>
    /// <param name="command">The command that makes it again.</param>
    public static ReportDocument Make(
        IReadOnlyList<StreamResult> results, TrackingSettings settings, string command)
    {
        return new ReportDocument(
            $"Trained on at most {TrackingProblems.All[0].TrainedLength} symbols, followed for a million",
            string.Join(' ', StreamPictures.Sentences(results)),
            [
                new Section("Share right along the stream", [.. StreamPictures.Charts(results)]),
                new Section("Figures", [StreamPictures.Figures(results), StreamPictures.Costs(results)]),
                new Section(
                    "How it was run",
                    [new Paragraph(TrackingReport.Setup(settings)), new Paragraph(command, Tone.Quiet)]),
            ])
        {
            Kicker = "carousel-lab million",
        };
    }
}
