using System.Globalization;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>What came out over lags, in words.</summary>
internal static class LagSentence
{
    /// <summary>Shares solved at the longest lag, how far each reaches, how it grows, and what failed.</summary>
    public static string Of(IReadOnlyList<LagGrowth> growths, LagSettings settings)
    {
        int lag = settings.Lags[^1];
        var networks = growths.GroupBy(g => g.Network).Select(g => (Network: g.Key, Solved: g.Sum(x => x.SolvedAt(lag)), Runs: g.Sum(x => x.Seeds))).ToList();
        string shares = string.Join(", ", networks.Select(n => $"{n.Network.Name} {n.Solved} of {n.Runs}"));
        string verdict = Verdict(networks);
        string reach = string.Join("; ", growths.GroupBy(g => g.Task).Select(t =>
            $"{t.Key.Name} {string.Join(", ", t.Select(g => $"{g.Network.Name} {(g.Reach == 0 ? "none" : g.Reach.ToString(CultureInfo.InvariantCulture))}"))}"));
        int runs = growths.Sum(g => g.Seeds * g.Lags.Count), failed = growths.Sum(g => g.Lags.Sum(l => g.Seeds - g.SolvedAt(l)));
        int diverged = growths.Sum(g => g.Lags.Sum(g.DivergedAt));
        return $"{verdict} solved at a lag of {ClaimNumbers.Count(lag)} within {ClaimNumbers.Count(settings.MostSequences)} sequences: {shares}. "
            + (settings.Lags.Count > 1 ? $"Longest lag up to which more than half of the seeds solve every one: {reach}. " : "")
            + Growth(growths)
            + (failed == 0 ? "Every run solved its task." : $"{failed} of {runs} runs failed{(diverged > 0 ? $", {diverged} of them diverged" : "")}; they are in no mean and no fit, since what they would need is not known.");
    }

    private static string Verdict(List<(LagNetwork Network, int Solved, int Runs)> networks)
    {
        if (!networks.Any(n => n.Network.Key == "elman") || !networks.Any(n => n.Network.KnowsLag))
        {
            return "Runs";
        }

        double simple = networks.Where(n => n.Network.Key == "elman").Max(n => (double)n.Solved / n.Runs);
        double gated = networks.Where(n => n.Network.KnowsLag).Min(n => (double)n.Solved / n.Runs);
        (LagNetwork Network, int Solved, int Runs)? plain = networks.Where(n => n.Network is { KnowsLag: false, Key: not "elman" }).Select(n => ((LagNetwork, int, int)?)n).FirstOrDefault();
        bool plainFails = plain is { } p && (double)p.Solved / p.Runs < 0.8;
        return (simple <= 0.2, gated >= 0.8, plainFails) switch
        {
            (true, true, true) => "It came out, but only for gates whose biases begin for the lag (with a forget bias of 1 an LSTM fails too):",
            (true, true, false) => "It came out:",
            (false, true, _) => "It did not come out for these lags, since the Elman net solves them too:",
            (true, false, _) => "It did not come out: not all gated networks bridge the longest lag either:",
            _ => "It did not come out:",
        };
    }

    private static string Growth(IReadOnlyList<LagGrowth> growths)
    {
        LagGrowth[] fitted = [.. growths.Where(g => g.Linear is not null)];
        LagGrowth[] linear = [.. fitted.Where(g => g.LinearFactor <= g.ExponentialFactor)];
        LagGrowth[] exponential = [.. fitted.Except(linear)];
        return fitted.Length == 0
            ? ""
            : $"Over the lags that every run solved, where these are three or more, the number of sequences is nearer to a line in {linear.Length} of {fitted.Length} cases"
                + $"{(exponential.Length == 0 ? "" : $", nearer to an exponential for {string.Join("; ", exponential.Select(g => $"{g.Network.Name} on {g.Task.Name}"))}")}. ";
    }
}
