using Carousel.Jobs.Measuring;

namespace Carousel.Laboratory.Claims.Shield;

/// <summary>What came out, in words.</summary>
internal static class ShieldSentence
{
    /// <summary>The sentence.</summary>
    /// <param name="claim">The claim, for its lengths.</param>
    /// <param name="figures">Its figures.</param>
    /// <param name="rows">All variants, the whole LSTM first.</param>
    public static string Of(ShieldClaim claim, IReadOnlyList<MeasuredFigure> figures, ShieldRow[] rows)
    {
        double F(string name) => figures.First(f => f.Name == name).Value;
        bool holds = ClaimResult.Judge(claim, figures) == true;
        string Solved(ShieldRow row) =>
            $"{row.Variant.Name}: {row.Adding.Count(o => o.IsSolved)} and {row.Latest.Count(o => o.IsSolved)}";
        return $"{(holds ? "The claim came out" : "The claim did not come out in full")}: with the output gate at 0.01 "
            + $"an error at the output reaches the cell with {ClaimNumbers.Short(F("closed_over_open"))} of the size "
            + $"that it has with the gate at 0.99. Of {rows[0].Adding.Length} runs, adding and latest were solved by: "
            + $"{string.Join("; ", rows.Select(Solved))}. {Checks(rows)} {Gates(rows)} On latest over "
            + $"{ShieldClaim.LongerFactor * claim.Length} steps, the networks that had solved it over {claim.Length} "
            + $"have a squared error of {ClaimNumbers.Short(F("all_latest_longer_error"))} with all gates and "
            + $"{ClaimNumbers.Short(F("no_forget_latest_longer_error"))} without the forget gate (always saying 1/2: "
            + $"0.083). Coupled gates took {ClaimNumbers.Count(F("coupled_adding_sequences"))} and "
            + $"{ClaimNumbers.Count(F("coupled_latest_sequences"))} sequences (median), all gates "
            + $"{ClaimNumbers.Count(F("all_adding_sequences"))} and {ClaimNumbers.Count(F("all_latest_sequences"))}.";
    }

    private static string Checks(ShieldRow[] rows)
    {
        ShieldTrial[] all = [.. rows.SelectMany(r => r.Both)];
        int solved = all.Count(o => o.IsSolved), diverged = all.Count(o => o.IsDiverged);
        string test = solved == 0
            ? "No run was solved"
            : $"Solved is by validation sequences; on untouched ones {all.Count(o => o.IsSolvedOnTest)} of "
                + $"the {solved} solved runs are within the same bound";
        string which = string.Join(
            ", ",
            rows.Where(r => r.Both.Any(o => o.IsDiverged))
                .Select(r => $"{r.Variant.Name} {r.Both.Count(o => o.IsDiverged)}"));
        return diverged == 0
            ? $"{test}. None of the {all.Length} runs diverged."
            : $"{test}. Of the {all.Length} runs {diverged} diverged and count as not solved: {which}.";
    }

    private static string Gates(ShieldRow[] rows)
    {
        ShieldRow[] without = [.. rows.Where(r => r.Variant.Gate >= 0)];
        string needed = string.Join(", ", without.Where(r => r.IsMissed(rows[0])).Select(r => r.Variant.Name)),
            notNeeded = string.Join(", ", without.Where(r => !r.IsMissed(rows[0])).Select(r => r.Variant.Name));
        return notNeeded.Length == 0 ? "Every gate was missed on at least one task."
            : $"{(needed.Length == 0 ? "No gate was missed" : $"Missed on at least one task: {needed}")}; not missed "
                + $"here: {notNeeded}.";
    }
}
