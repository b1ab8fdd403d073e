using System.Globalization;
using System.Text;
using Carousel.Interchange.TensorBoard.Protocol;

namespace Carousel.Interchange.TensorBoard;

/// <summary>A run's configuration as TensorBoard's pages of texts and of hyperparameters take it.</summary>
internal static class RunText
{
    /// <summary>The configuration in Markdown.</summary>
    /// <param name="run">What the run was made with.</param>
    /// <param name="parameters">How many values are trained.</param>
    public static string Configuration(TensorBoardRun run, long parameters)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### {run.Name}\n\n| | |\n| --- | --- |\n");
        foreach ((string name, string fact) in run.Facts)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(name)} | {Cell(fact)} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"| trained values | {parameters:N0} |\n");
        foreach ((string name, string value) in run.Settings)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(name)} | {Cell(value)} |\n");
        }

        if (run.Command.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n    {run.Command}\n");
        }

        return text.ToString();
    }

    /// <summary>The row of the table of hyperparameters.</summary>
    /// <param name="run">What the run was made with.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static HParamsPluginData Start(TensorBoardRun run, double now)
    {
        var start = new SessionStartInfo { StartTimeSecs = now };
        foreach ((string name, string value) in run.Settings)
        {
            start.Hparams[name] = double.TryParse(
                value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                ? new HParamValue { NumberValue = number }
                : new HParamValue { StringValue = value };
        }

        return new HParamsPluginData { SessionStartInfo = start };
    }

    /// <summary>How the run ended.</summary>
    /// <param name="isWhole">False where it was stopped or failed.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static HParamsPluginData End(bool isWhole, double now) =>
        new()
        {
            SessionEndInfo = new SessionEndInfo
            {
                Status = isWhole ? Status.Success : Status.Failure,
                EndTimeSecs = now,
            },
        };

    private static string Cell(string text) =>
        text.Replace("|", "\\|").ReplaceLineEndings(" ");
}
