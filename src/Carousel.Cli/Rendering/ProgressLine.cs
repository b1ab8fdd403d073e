using Carousel.Jobs.Fitting;

namespace Carousel.Cli.Rendering;

/// <summary>One line that says how a training goes: bar, loss, validation, pace, time left.</summary>
internal static class ProgressLine
{
    private const int LongestBar = 28;
    private const int ShortestBar = 8;

    /// <summary>
    /// The line for a terminal, never wider than it: what does not fit is left out, the least important first.
    /// </summary>
    /// <param name="state">How far the training is.</param>
    /// <param name="unit">What is counted a second, such as <c>windows</c>.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="pen">Colours the bar.</param>
    public static string ForTerminal(TrainingState state, string unit, int width, Pen pen)
    {
        string[] parts = Parts(state, unit);
        int[] leaveOut = [3, 4, 2];
        string Line(int bar) =>
            string.Join("  ", parts.Where(p => p.Length > 0).Prepend(parts.Length > 0 ? new string(' ', bar) : ""));
        foreach (int part in leaveOut)
        {
            if (Line(ShortestBar).Length + 2 < width)
            {
                break;
            }

            parts[part] = "";
        }

        int room = width - 1 - Line(0).Length - 2;
        string bar = Bar(state.Share, Math.Clamp(room, 0, LongestBar), pen);
        return "  " + string.Join("  ", parts.Where(p => p.Length > 0).Select((p, i) => i == 0 ? $"{p}  {bar}" : p));
    }

    /// <summary>The line for a log.</summary>
    public static string ForLog(TrainingState state, string unit) =>
        "  " + string.Join("  ", Parts(state, unit).Where(p => p.Length > 0));

    // Epoch, loss, validation, pace, time left.
    private static string[] Parts(TrainingState state, string unit)
    {
        string loss = state.Loss is { } mean ? $"loss {FigureText.Number(mean)}" : "";
        string validation = state.Validation is not { } score ? ""
            : state.Best is { } best
                ? $"validation {FigureText.Number(score)} (best {FigureText.Number(best)} at {state.BestEpoch})"
                : $"validation {FigureText.Number(score)}";
        return
        [
            $"epoch {state.Epoch}/{state.Epochs}",
            loss,
            validation,
            state.UnitsPerSecond > 0 ? $"{FigureText.Count((long)Math.Round(state.UnitsPerSecond))} {unit}/s" : "",
            state.Left is { } left ? $"{FigureText.Clock(left)} left" : "",
        ];
    }

    private static string Bar(double share, int width, Pen pen)
    {
        int halves = (int)Math.Round(Math.Clamp(share, 0, 1) * width * 2);
        string done = new string('━', halves / 2) + (halves % 2 == 1 ? "╸" : "");
        string rest = new string(pen.IsColored ? '━' : '─', width - done.Length);
        return pen.Green(done) + pen.Dim(rest);
    }
}
