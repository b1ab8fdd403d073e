using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using Carousel.Interchange.TensorBoard;
using Carousel.Jobs;

namespace Carousel.Cli.Commands;

/// <summary>What a verb that trains leaves for TensorBoard.</summary>
internal static class TensorBoardOutput
{
    // They say where things go and what is shown; they have no part in the model.
    private static readonly string[] _notSettings =
    [
        "--out", "--threads", "--resume", "--quiet", "--json", "--verbose", "--tensorboard", "--recompute",
    ];

    /// <summary>A log of the command line's training.</summary>
    /// <param name="folder">Where it goes; tried, and made where it is missing.</param>
    /// <param name="verb">The verb.</param>
    /// <param name="result">The parsed command line.</param>
    /// <param name="plan">What will be trained.</param>
    /// <param name="warn">Told where the log ends before the training.</param>
    /// <exception cref="Errors.UsageException">The folder can't be written.</exception>
    public static TensorBoardLog Open(
        string folder, VerbCommand verb, ParseResult result, IJobPlan plan, Action<string> warn)
    {
        using (OutputFolder.OpenShared(folder, "--tensorboard"))
        {
            return new TensorBoardLog(
                folder, new TensorBoardRun($"carousel {verb.Name}", [.. Facts(plan)], [.. Settings(verb, result, plan)])
                {
                    Command = CommandLineText.Of(result),
                })
            {
                Warn = warn,
            };
        }
    }

    /// <summary>The metrics of a result, and its table and sentence in Markdown.</summary>
    /// <param name="log">Of the training.</param>
    /// <param name="result">What was measured; the model's score stands first.</param>
    public static void Write(TensorBoardLog log, JobResult result)
    {
        JobMetric[] columns =
        [
            .. result.Metrics.Where(m => !m.IsDetail && result.Scores.Any(s => s.Metrics.ContainsKey(m.Key))),
        ];
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| | {string.Join(" | ", columns.Select(c => c.Title))} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| --- |{string.Concat(columns.Select(_ => " ---: |"))}");
        foreach (JobScore score in result.Scores)
        {
            IEnumerable<string> cells = columns.Select(
                c => score.Metrics.TryGetValue(c.Key, out double value)
                    ? Invariant.Of($"{value:G5}")
                    : "–");
            text.AppendLine(CultureInfo.InvariantCulture, $"| {score.Title} | {string.Join(" | ", cells)} |");
        }

        text.AppendLine().AppendLine(result.Sentence);
        log.WriteResult(result.Scores[0].Metrics, text.ToString());
    }

    private static IEnumerable<KeyValuePair<string, string>> Facts(IJobPlan plan) =>
        plan.Facts.Select(fact => KeyValuePair.Create(fact.Name, fact.Fact))
            .Prepend(KeyValuePair.Create("data", plan.DataName));

    private static IEnumerable<KeyValuePair<string, string>> Settings(
        VerbCommand verb, ParseResult result, IJobPlan plan)
    {
        yield return KeyValuePair.Create("task", plan.Task);
        yield return KeyValuePair.Create("seed", Invariant.Of($"{plan.Fit.Seed}"));
        foreach (Option option in verb.Options)
        {
            if (option.Name != "--seed" && !_notSettings.Contains(option.Name)
                && result.GetResult(option) is OptionResult { Implicit: false } given)
            {
                yield return KeyValuePair.Create(
                    option.Name.TrimStart('-'),
                    given.Tokens.Count == 0 ? "yes" : string.Join(',', given.Tokens.Select(t => t.Value)));
            }
        }
    }
}
