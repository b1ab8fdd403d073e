using Carousel.Report;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Genomes.NextBase;

/// <summary>The report of a next-base model: bits a base beside Markov models of all orders, where it was surprised, the period of three.</summary>
internal static class NextBaseReport
{
    private const int ShownBases = 1200;
    private const double Darkest = 4;
    private const int Window = 1000;

    public static ReportDocument Make(NextBasePlan plan, NextBaseModel model, NextBaseMeasurement measured, string command)
    {
        JobResult result = measured.ToResult();
        var sections = new List<Section>
        {
            new("Result",
            [
                GenomeSections.Scores(result),
                new LineChart("Markov models on the same bases", Axis.Range("order", 1, measured.Markov.Length - 1), [new Series("Markov models", [.. measured.Markov.Skip(1)], SeriesRole.Baseline), new Series("carousel", [.. measured.Markov.Skip(1).Select(_ => measured.Bits)], SeriesRole.Forecast)])
                {
                    ValueName = "bits a base",
                    Caption = $"Counted on both strands of the training part; order {measured.Order} was the best on the part that chooses.",
                },
            ])
            {
                Lead = "Each base of the last part is guessed once, from those before it on its strand. 2 bits are no knowledge at all.",
            },
            Surprise(plan, measured),
        };
        if (measured.Inside is { Windows: > 0 } inside && measured.Outside is { Windows: > 0 } outside)
        {
            sections.Add(Period(inside, outside));
        }

        sections.Add(JobSections.TrainingByScore(model.Summary, "Bits a base on the part that chooses, by epoch", "Training loss by epoch, nats"));
        sections.Add(JobSections.Settings(plan, model.Summary, plan.Training, [], command));
        return new ReportDocument($"The next base of {Path.GetFileName(plan.DataName)}", measured.Sentence(), sections) { Kicker = $"carousel genome · {plan.DataName}" };
    }

    private static Section Surprise(NextBasePlan plan, NextBaseMeasurement measured)
    {
        float[] bits = measured.Surprises[0];
        int sequence = Enumerable.Range(0, plan.Genome.Sequences.Count).First(k => plan.Parts.Validation[k] < plan.Genome.Sequences[k].Length);
        byte[] bases = plan.Genome.Sequences[sequence].Bases[plan.Parts.Validation[sequence]..];
        double[] means = [.. bits.Chunk(Window).Select(c => c.Where(float.IsFinite).Select(b => (double)b).DefaultIfEmpty(double.NaN).Average())];
        return new Section("Where it was surprised",
        [
            new LineChart($"Mean over {Window} bases", Axis.Number("base", [.. means.Select((_, k) => (double)(plan.Parts.Validation[sequence] + (k * Window)))]), [new Series("bits a base", means, SeriesRole.Plain)]),
            new ColouredText($"The first {Math.Min(ShownBases, bases.Length)} bases of the part that measures",
            [
                .. bases.Take(ShownBases).Select((b, t) => new ColouredPart($"{Bases.LetterOf(b)}", float.IsFinite(bits[t]) ? 0.8 * Math.Min(1, bits[t] / Darkest) : 0)),
            ])
            {
                Caption = "The darker a base, the less the model expected it.",
            },
        ]);
    }

    private static Section Period(SurprisePeriod inside, SurprisePeriod outside)
    {
        double[] frequencies = [.. Enumerable.Range(1, inside.Power.Count).Select(f => Math.Round((double)f / SurprisePeriod.Window, 3))];
        return new Section("A period of three",
        [
            new LineChart("Power of the surprise", Axis.Number("frequency, 1 / base", frequencies), [new Series("inside genes", [.. inside.Power], SeriesRole.Forecast), new Series("outside genes", [.. outside.Power], SeriesRole.Baseline)])
            {
                ValueName = "bits²",
                Decimals = 2,
            },
        ])
        {
            Lead = FormattableString.Invariant($"Bases in the third place of a codon are the hardest to guess, so surprise repeats every three bases where the model follows the reading frame: at ⅓ it has {inside.Ratio:0.00} times the power of its neighbours inside genes (p = {inside.PValue:0.000}) and {outside.Ratio:0.00} times outside (p = {outside.PValue:0.000}). p counts how often surprises in random order have as much."),
        };
    }
}
