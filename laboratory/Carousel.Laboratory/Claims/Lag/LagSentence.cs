using System.Globalization;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>What came out over lags, in words.</summary>
internal static class LagSentence
{
    /// <summary>The greatest share of runs that the Elman net may solve at the longest lag.</summary>
    public const double FewAtMost = 0.2;

    /// <summary>The least share that networks with gates that begin for the lag must solve there.</summary>
    public const double MostAtLeast = 0.8;

    /// <summary>Shares solved at the longest lag, how far each reaches, how it grows, and what failed.</summary>
    public static string Of(IReadOnlyList<LagGrowth> growths, LagSettings settings)
    {
        int lag = settings.Lags[^1];
        var networks = growths.GroupBy(g => g.Network)
            .Select(g => (Network: g.Key, Solved: g.Sum(x => x.SolvedAt(lag)), Runs: g.Sum(x => x.Seeds))).ToList();
        string shares = string.Join(", ", networks.Select(n => $"{n.Network.Name} {n.Solved} of {n.Runs}"));
        string verdict = Verdict(networks);
        string reach = string.Join(
            "; ", growths.GroupBy(g => g.Task).Select(t => $"{t.Key.Name} {string.Join(", ", t.Select(Reach))}"));
        int runs = growths.Sum(g => g.Seeds * g.Lags.Count),
            failed = growths.Sum(g => g.Lags.Sum(l => g.Seeds - g.SolvedAt(l)));
        int diverged = growths.Sum(g => g.Lags.Sum(g.DivergedAt));
        return $"{verdict} solved at a lag of {ClaimNumbers.Count(lag)} "
            + $"within {ClaimNumbers.Count(settings.MostSequences)} sequences: {shares}. {Plain(networks)}"
            + (settings.Lags.Count > 1
                ? $"Longest lag up to which more than half of the seeds solve every one: {reach}. "
                : "")
            + Growth(growths)
            + LagFigures.KeptInWords(growths.Sum(g => g.Kept), growths.Sum(g => g.Solved), settings.TestSequences)
            + (failed == 0
                ? "Every run solved its task."
                : $"{failed} of {runs} runs failed{(diverged > 0 ? $", {diverged} of them diverged" : "")}; they are "
                    + $"in no mean and no fit, since what they would need is not known.");
    }

    private static string Verdict(List<(LagNetwork Network, int Solved, int Runs)> networks)
    {
        if (!networks.Any(n => n.Network.Key == "elman") || !networks.Any(n => n.Network.KnowsLag))
        {
            return "Runs";
        }

        double simple = networks.Where(n => n.Network.Key == "elman").Max(n => (double)n.Solved / n.Runs);
        double gated = networks.Where(n => n.Network.KnowsLag).Min(n => (double)n.Solved / n.Runs);
        return (simple <= FewAtMost, gated >= MostAtLeast) switch
        {
            (true, true) => "It came out for gates that begin for the lag:",
            (false, true) => "It did not come out for these lags, since the Elman net solves them too:",
            (true, false) => "It did not come out: not all gated networks bridge the longest lag either:",
            _ => "It did not come out:",
        };
    }

    // The other gated networks are told the lag; this one and the Elman net are not.
    private static string Plain(List<(LagNetwork Network, int Solved, int Runs)> networks)
    {
        (LagNetwork? network, int solved, int runs) = networks.FirstOrDefault(
            n => n.Network is { KnowsLag: false, Key: not "elman" });
        if (network is null || !networks.Any(n => n.Network.KnowsLag))
        {
            return "";
        }

        string verdict = (double)solved / runs >= MostAtLeast ? "bridges it as well"
            : (double)solved / runs <= FewAtMost ? "does not bridge it"
            : "bridges it in part";
        return $"The LSTM of textbooks, whose forget gates begin at 1 and which like the Elman net is not told the "
            + $"lag, {verdict}: {solved} of {runs}. ";
    }

    private static string Reach(LagGrowth growth) => growth.Reach == 0
        ? $"{growth.Network.Name} none"
        : string.Create(CultureInfo.InvariantCulture, $"{growth.Network.Name} {growth.Reach}");

    private static string Growth(IReadOnlyList<LagGrowth> growths)
    {
        LagGrowth[] fitted = [.. growths.Where(g => g.Linear is not null)];
        LagGrowth[] linear = [.. fitted.Where(g => g.Linear!.OffBy <= g.Exponential!.OffBy)];
        string[] exponential = [.. fitted.Except(linear).Select(g => $"{g.Network.Name} on {g.Task.Name}")];
        return fitted.Length == 0
            ? ""
            : $"Over the lags that every run solved, where these are three or more, the number of sequences is nearer "
                + $"to a line than to an exponential in {linear.Length} of {fitted.Length} cases (both fitted to its "
                + $"logarithm)"
                + (exponential.Length == 0 ? "" : $", nearer to an exponential for {string.Join("; ", exponential)}")
                + ". ";
    }
}
