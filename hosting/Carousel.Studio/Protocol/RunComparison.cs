using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Protocol;

/// <summary>Two runs side by side.</summary>
internal static class RunComparison
{
    // Options that change the test set: with different values the figures cannot be compared.
    private static readonly string[] _measuring =
    [
        "target", "id", "time", "horizon", "test-rows", "test-share", "test-group", "test", "stride", "label", "every",
    ];

    /// <summary>Compares.</summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    public static Comparison Of(Run first, Run second)
    {
        OptionPair[] options =
        [
            .. first.Options.Select(o => o.Key).Union(second.Options.Select(o => o.Key))
                .Where(name => !JsonNode.DeepEquals(first.Options[name], second.Options[name]))
                .Select(name => new OptionPair(
                    name, [first.Options[name]?.DeepClone(), second.Options[name]?.DeepClone()])),
        ];
        MetricPair[] metrics = [.. MetricsOf(first, second)];
        return new Comparison([first, second], options, metrics, Sentence(first, second, options, metrics));
    }

    private static IEnumerable<MetricPair> MetricsOf(Run first, Run second)
    {
        foreach (JsonNode? metric in first.Result?["metrics"]?.AsArray() ?? [])
        {
            string key = metric!["key"]!.GetValue<string>();
            double? one = ValueOf(first, key), other = ValueOf(second, key);
            if (one is null && other is null)
            {
                continue;
            }

            bool more = metric["higher_is_better"]!.GetValue<bool>();
            int? better = one is not { } a || other is not { } b || a == b ? null : (a > b) == more ? 0 : 1;
            yield return new MetricPair(key, metric["title"]!.GetValue<string>(), [one, other], better);
        }
    }

    private static double? ValueOf(Run run, string key) =>
        run.Result?["scores"]?[0]?["metrics"]?[key] is { } value && value.GetValueKind() == JsonValueKind.Number
            ? value.GetValue<double>()
            : null;

    private static string Sentence(Run first, Run second, OptionPair[] options, MetricPair[] metrics)
    {
        if (first.Result is null || second.Result is null)
        {
            return "Both runs must have finished to be compared.";
        }

        if (first.Job != second.Job || first.Data != second.Data
            || options.Any(o => _measuring.Contains(o.Option)))
        {
            return "The runs were not tested on the same data, so their figures cannot be compared.";
        }

        if (metrics.Length == 0 || metrics[0].Better is not { } better)
        {
            return "Both are equally good.";
        }

        return $"'{(better == 0 ? first : second).Name}' is better by {metrics[0].Title} on the same test set. "
            + "Choosing by it turns the test set into a validation set.";
    }
}
