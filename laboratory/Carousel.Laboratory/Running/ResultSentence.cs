using System.Globalization;
using Carousel.Laboratory.Experiments;

namespace Carousel.Laboratory.Running;

/// <summary>Results in plain words.</summary>
internal static class ResultSentence
{
    private const double WideFactor = 2;

    /// <summary>The result of a row, with the published values.</summary>
    /// <param name="result">The result.</param>
    /// <returns>A sentence or two.</returns>
    public static string Of(RowResult result)
    {
        string outcome = result.MeanSequences is { } mean
            ? $"{Solved(result)} after {Count(mean)} training "
                + $"sequences{(result.Successes > 1 ? " on average" : "")}{Range(result)}{Others(result)}"
            : $"{Solved(result)} within {Count(result.Budget)} training sequences";
        return $"{Name(result.Row)}: {outcome}. {Published(result)}";
    }

    /// <summary>What of a row was made smaller than in the paper; empty where nothing was.</summary>
    /// <param name="result">The result.</param>
    public static string Reductions(RowResult result)
    {
        string[] parts =
        [
            .. result.TrialsAsked < result.Row.PaperTrials
                ? [$"{result.TrialsAsked} of {result.Row.PaperTrials} trials"]
                : Array.Empty<string>(),
            .. result.Budget < result.Row.Published?.Budget
                ? [
                    $"a budget of {Count(result.Budget)} sequences instead of the "
                    + $"paper's {Count(result.Row.Published!.Budget!.Value)}",
                ]
                : !result.HasWholeBudget
                    ? [
                        $"a budget of {Count(result.Budget)} sequences instead of a full "
                        + $"run's {Count(result.Row.Budget)}",
                    ]
                    : Array.Empty<string>(),
        ];
        return string.Join(" and ", parts);
    }

    /// <summary>Method and size of a row.</summary>
    /// <param name="row">The row.</param>
    public static string Name(ExperimentRow row) => row.Label.Length == 0 ? row.Method : $"{row.Method}, {row.Label}";

    private static string Solved(RowResult result) =>
        result.Successes == 0
            ? result.Trials == 1 ? "the one trial did not succeed" : $"none of {Trials(result.Trials)} succeeded"
            : result.Successes == result.Trials
                ? result.Trials == 1 ? "the one trial succeeded" : $"all {Trials(result.Trials)} succeeded"
                : $"{result.Successes} of {Trials(result.Trials)} succeeded";

    private static string Trials(int count) => count == 1 ? "1 trial" : $"{count} trials";

    private static string Range(RowResult result) =>
        result.Successes > 1 ? $" ({Count(result.Minimum!.Value)} to {Count(result.Maximum!.Value)})" : "";

    // Their numbers of sequences are not in the mean.
    private static string Others(RowResult result) => result.Successes == result.Trials ? ""
        : $", the other{(result.Trials - result.Successes > 1 ? "s" : "")} not within {Count(result.Budget)}";

    private static string Published(RowResult result)
    {
        if (result.Row.Published is not { } published)
        {
            return "The paper has no such row.";
        }

        string share = published.Success switch
        {
            null when published.SomeSucceeded => "some trials succeeded",
            null => "an unstated share of trials succeeded",
            0 when published.Budget is { } budget => $"no trial succeeded within {Count(budget)} sequences",
            0 => "no trial succeeded",
            1 => "every trial succeeded",
            { } rate => $"{Percent(rate)} succeeded",
        };
        string mean = published.MeanSequences is { } sequences ? $", after {Count(sequences)} sequences" : "";
        string ratio = result.Ratio is not { } times ? ""
            : times > WideFactor || times < 1 / WideFactor
                ? $"; that is {Times(times)} as many here, outside a factor of two"
                : $"; that is {Times(times)} as many here, within a factor of two";
        string doubt = result.SharesAgree == false
            ? $" The share is not the published one: with 95 % confidence it is {Percent(result.SuccessInterval.Low)} "
                + $"to {Percent(result.SuccessInterval.High)}."
            : "";
        return $"Published: {share}{mean}{ratio}.{doubt}";
    }

    private static string Times(double ratio) =>
        $"{ratio.ToString(ratio < 0.1 ? "0.000" : "0.00", CultureInfo.InvariantCulture)} times";

    /// <summary>The published share of a row, in a table's cell.</summary>
    /// <param name="row">The row.</param>
    /// <returns>Percent, "some", or a dash where nothing is known.</returns>
    public static string PublishedShare(ExperimentRow row) =>
        row.Published?.Success is { } share ? Percent(share)
            : row.Published?.SomeSucceeded == true ? "some"
            : "–";

    /// <summary>A share in percent.</summary>
    internal static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");

    /// <summary>A whole number, thousands apart.</summary>
    internal static string Count(double number) => Math.Round(number).ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A number with about three digits that carry meaning.</summary>
    internal static string Number(double number) =>
        Math.Abs(number) >= 100 || number == Math.Round(number) ? Count(number)
        : number.ToString("G3", CultureInfo.InvariantCulture);
}
