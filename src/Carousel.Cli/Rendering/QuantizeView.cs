using Carousel.Jobs.Fitting;
using Carousel.Jobs;
using Carousel.Jobs.Quantizing;
using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>
/// What putting a model into 8 bits gave: sizes, what stays float32, times, and the job's table before and after.
/// </summary>
internal sealed record QuantizeView(
    string File, string Written, WeightSummary Weights, double? StepBefore, double? StepAfter, JobResult? Before,
    JobResult? After, MetricLoss? Loss)
{
    private const int NameWidth = 11;

    private readonly long _bytesBefore = new FileInfo(File).Length;
    private readonly long _bytesAfter = new FileInfo(Written).Length;

    /// <summary>The loss as part of a sentence.</summary>
    public static string LossOf(MetricLoss loss)
    {
        string unit = loss.Metric.IsShare ? " %" : "";
        double factor = loss.Metric.IsShare ? 100 : 1;
        int decimals = loss.Metric.IsShare ? 2 : FigureText.Decimals([loss.Before, loss.After]) + 2;
        string percent = !double.IsFinite(loss.Percent) ? ", worse"
            : loss.Percent == 0 ? ": no loss"
            : $", {FigureText.Number(Math.Abs(loss.Percent))} % {(loss.Percent < 0 ? "better" : "worse")}";
        return $"{loss.Metric.Title} goes from {FigureText.Number(factor * loss.Before, decimals)}{unit} "
            + $"to {FigureText.Number(factor * loss.After, decimals)}{unit}{percent}";
    }

    /// <summary>Writes it to standard output.</summary>
    public void Write(Terminal terminal)
    {
        terminal.Out.WriteLine(terminal.OutPen.Bold(Written));
        Line(
            terminal, "size",
            $"{FigureText.Bytes(_bytesBefore)} "
            + $"→ {FigureText.Bytes(_bytesAfter)}, {FigureText.Number(100.0 * _bytesAfter / _bytesBefore, 0)} %");
        Line(
            terminal, "8 bits",
            $"{FigureText.Count(Weights.QuantizedValues)} values in {Weights.Quantized.Count} matrices");
        Line(terminal, "float32", $"{FigureText.Count(Weights.FloatValues)} values: {Weights.FloatsInWords}");
        if (StepBefore is { } before && StepAfter is { } after)
        {
            Line(
                terminal, "step time",
                $"{Micro(before)} → {Micro(after)} µs in the recurrent layers, one stream, one "
                + $"thread: {FigureText.Number(before / after, 2)} times as fast");
        }

        if (Before is null || After is null)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(
                "  The loss in 8 bits was not measured: pass --data FILE with known answers, or run carousel "
                + "evaluate on both models.");
            return;
        }

        terminal.Out.WriteLine();
        ScoreTable.Write(
            terminal, Before.Metrics,
            [Before.Scores[0] with { Title = "float32" }, After.Scores[0] with { Title = "int8" }]);
        terminal.WriteText(
            Loss is null
                ? "  The two results have no metric in common, so the loss is unknown."
                : $"  In 8 bits {LossOf(Loss)}.");
    }

    /// <summary>Ends with one line of JSON.</summary>
    public void WriteJson(Terminal terminal, string task, string? data) =>
        terminal.Out.WriteLine(JsonText.OfObject(json =>
        {
            json.WriteString("task", task);
            json.WriteString("data", data);
            json.WriteString("model", Written);
            json.WriteNumber("bytes_before", _bytesBefore);
            json.WriteNumber("bytes_after", _bytesAfter);
            json.WriteNumber("quantised_values", Weights.QuantizedValues);
            json.WriteNumber("float_values", Weights.FloatValues);
            json.Number("step_us_before", StepBefore * 1e6);
            json.Number("step_us_after", StepAfter * 1e6);
            json.WriteString("metric", Loss?.Metric.Key);
            json.Number("metric_before", Loss?.Before);
            json.Number("metric_after", Loss?.After);
            json.Number("loss_percent", Loss?.Percent);
        }));

    private static void Line(Terminal terminal, string name, string text) =>
        Wrapping.Write(terminal.Out, text, terminal.Width, name, NameWidth);

    private static string Micro(double seconds) => FigureText.Number(seconds * 1e6);
}
