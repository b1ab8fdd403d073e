using Carousel.Jobs.Fitting;
using System.Text;
using Carousel.Jobs.Streaming;
using static Carousel.Jobs.Fitting.FigureText;

namespace Carousel.Cli.Rendering;

/// <summary>What came of a stream, in one line.</summary>
internal static class StreamSentence
{
    /// <summary>Says it.</summary>
    /// <param name="summary">What came.</param>
    /// <param name="horizon">Steps of a forecast.</param>
    public static string Of(StreamSummary summary, int horizon)
    {
        var text = new StringBuilder($"{Counted(summary.Lines, "row")}, {Counted(summary.Answers, "forecast")}");
        if (summary.Skipped > 0)
        {
            text.Append($", {Counted(summary.Skipped, "row")} skipped as already processed");
        }

        if (summary.Metrics.TryGetValue("mae", out double error))
        {
            text.Append($"; mean absolute error {FigureText.Number(error)} over {Counted(horizon, "step")} ahead");
            if (summary.BaselineMetrics.TryGetValue("mae", out double baseline))
            {
                text.Append($", {summary.BaselineName} {FigureText.Number(baseline)}");
            }

            foreach ((double level, double share) in summary.Coverage)
            {
                text.Append(Invariant.Of($"; {100 * share:0} % inside the {level} % interval"));
            }
        }

        return text.Append(summary.Learned > 0 ? $"; {Counted(summary.Learned, "step")} learned." : ".").ToString();
    }
}
