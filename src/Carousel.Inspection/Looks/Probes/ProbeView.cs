using System.Globalization;
using System.Text;
using Carousel.Inspection.Probes;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Statistics;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>What probes found, for the report, the terminal and a CSV file.</summary>
internal sealed class ProbeView(InspectionSubject subject, ProbeFindings findings, ProbeOptions options)
{
    private string States =>
        $"{(options.States.IsCell ? "cell" : "hidden")} states "
        + $"of {string.Join(" and ", findings.Gathered.Layers.Select(l => l.Length > 0 ? l : "the layer"))}";

    private string What => $"{findings.Property.Name}{Back(subject, options.Delay)}";

    /// <summary>How far back a property lies, in words.</summary>
    public static string Back(InspectionSubject subject, int delay) =>
        delay == 0 ? "" : $" {FigureText.Counted(delay, subject.Model.StepName)} back";

    /// <summary>The answer.</summary>
    /// <param name="verdict">Whether the states know more than the input, than nothing and than chance.</param>
    public string Sentence(ProbeVerdict verdict)
    {
        ProbeReading best = findings.Best;
        double level = ProbeJudgement.Level(findings);
        string baseline = findings.IsClass
            ? $", the most frequent class is right in {FigureText.Percent(findings.Baseline)}"
            : "";
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"From the {findings.Gathered.Units.Count} {States} a probe ({best.Name}) reads {What} with "
            + $"{findings.ScoreName} {Score(best.Task.Value)} {Interval(best.Task.Interval(subject.Seed, level))}");
        text.Append(
            CultureInfo.InvariantCulture,
            $", from the input of the same {subject.Model.StepName} {Score(best.Input.Value)}{baseline}, its tracks "
            + $"exchanged {Score(best.Chance.Value)}: {Said(verdict)}. ");
        text.Append(
            double.IsNaN(best.Control.Value)
                ? ""
                : Invariant.Of(
                    $"Control tasks are read with {Score(best.Control.Value)}, so selectivity "
                    + $"is {Score(best.Selectivity)} "
                    + $"{Interval(best.Control.Selectivity(best.Task, subject.Seed, level))}. "));
        return text.ToString().TrimEnd();
    }

    /// <summary>What a reader has to know.</summary>
    public IReadOnlyList<string> Notes()
    {
        ProbeGathering gathered = findings.Gathered;
        string groups = gathered.Sample.IsCut
            ? $"{gathered.Targets.States.GroupCount} blocks of neighbouring {subject.Model.StepName}s "
                + $"in {gathered.Targets.States.Folds} parts with {gathered.Sample.Gap} left out between them"
            : FigureText.Counted(gathered.Targets.States.GroupCount, "sequence");
        string controlled = Ranges(r => r.Control, "draws of the labels"),
            exchanged = Ranges(r => r.Chance, "exchanges");
        string level = FigureText.Number(100 * ProbeJudgement.Level(findings), 1);
        var notes = new List<string>
        {
            $"{FigureText.Counted(gathered.Sample.Steps.Count, subject.Model.StepName)} of "
            + $"{FigureText.Count(gathered.Sample.Eligible)} were probed, in {groups}; {gathered.Targets.States.Folds} "
            + $"folds of whole groups: a probe is tested on a held-out fold and tuned on another. Intervals "
            + $"(95 %) resample groups {Bootstrap.DefaultResamples} times.",
            $"Control task (Hewitt and Liang 2019): {gathered.Input.TypeName} "
            + $"{(options.Delay > 0 ? $"{options.Delay} back " : "")}has one random "
            + $"{(findings.IsClass ? "class, drawn as frequently as in the task" : "value of the property")}; "
            + $"selectivity is the score of the task minus that of the control task. {controlled}.",
            $"Chance: the property's tracks are exchanged between "
            + $"{(gathered.Sample.IsCut ? $"{gathered.Targets.Exchange.Tracks} parts" : "sequences")} and shifted in a "
            + $"circle, so that it changes as slowly as before but is unrelated to the states. {exchanged}. "
            + $"The states encode it if the best probe scores above chance, above each exchange and above the input, "
            + $"by their {level} % intervals.",
        };
        if (gathered.IsTooSlow)
        {
            notes.Add(
                $"Over {gathered.Sample.Gap} {subject.Model.StepName}s the property's autocorrelation is still above "
                + "0.1, and a wider gap between parts is not possible: the probe may only read that neighbours are "
                + "alike. Pass more sequences, or longer ones.");
        }

        if (gathered.Targets.States.GroupCount < ProbeJudgement.FewestGroups)
        {
            notes.Add(
                $"With fewer than {ProbeJudgement.FewestGroups} sequences resampled intervals are too narrow, "
                + "so nothing is claimed. Pass more sequences.");
        }

        if (findings.Property.Rare > 0)
        {
            notes.Add(
                $"{findings.Property.Classes.Count} classes were "
                + $"read; {FigureText.Counted(findings.Property.Rare, "rarer one")} left out.");
        }

        notes.Add(
            "A probe shows that a property can be read from states by this kind of map, not that the model uses it. "
            + "A property that no probe reads may still be encoded in another form, and a probe may read a related "
            + "property that the data never separate from this one.");
        return notes;
    }

    /// <summary>All scores.</summary>
    public JobFile Csv()
    {
        var text = new StringBuilder("probe,what,score,value,low,high\n");
        string score = findings.IsClass ? "accuracy" : "r_squared";
        foreach ((string kind, string what, double value, ConfidenceInterval? interval) in All())
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{CsvCell.Of(kind)},{what.Replace(' ', '_')},{score},{value:0.000000},{interval?.Low:0.000000},"
                + $"{interval?.High:0.000000}\n");
        }

        return JobFile.OfText("probe.csv", text.ToString());
    }

    /// <summary>The section of the report.</summary>
    public Section Section()
    {
        string[] positions = ["task", "control", "input alone", "chance"];
        Series[] groups =
        [
            .. findings.Readings.Select(
                r => new Series(r.Name, [r.Task.Value, r.Control.Value, r.Input.Value, r.Chance.Value])),
        ];
        var blocks = new List<Block>
        {
            new BarChart($"Probes of {What}", Axis.Category("", positions), groups)
            {
                Caption =
                    $"{(findings.IsClass ? "Share of steps that are right" : "Share of variance explained (R²)")} on "
                    + "held-out sequences or blocks.",
                ValueName = findings.ScoreName,
            },
            Scores(),
        };
        return new Section($"What states know of {What}", blocks);
    }

    private Table Scores() => new(
        [new("probe", Alignment.Left), new("what", Alignment.Left), new(findings.ScoreName), new("95 % interval")],
        [.. All().Select(r => TableRow.Of(r.Kind, r.What, Score(r.Value), Interval(r.Interval)))])
    {
        Caption = $"Scores of probes of {States}",
        Note = findings.IsClass
            ? $"The most frequent class, '{findings.Property.Classes[0]}', is right "
                + $"in {FigureText.Percent(findings.Baseline)}."
            : "0 is the score of the property's mean.",
    };

    private IEnumerable<(string Kind, string What, double Value, ConfidenceInterval? Interval)> All() =>
        findings.Readings.SelectMany(
            r => r.Rows(subject.Seed).Select(row => (r.Name, row.What, row.Value, row.Interval)));

    private static string Said(ProbeVerdict verdict) => verdict switch
    {
        ProbeVerdict.Known => "the states know it",
        ProbeVerdict.FewGroups => "there are too few sequences to say whether the states know it",
        ProbeVerdict.TooSlow => "it changes too slowly to say whether the states know it",
        _ => "no evidence that the states know more than that",
    };

    /// <summary>The number of draws of each probe, with the lowest and the highest score.</summary>
    private string Ranges(Func<ProbeReading, ControlScore> of, string what) => string.Join(
        "; ",
        findings.Readings.Select(r =>
            $"{of(r).Values.Count} {what} for the {r.Name} probe gave {Score(of(r).Values.Min())} … "
            + $"{Score(of(r).Values.Max())}"));

    private string Score(double value) => findings.IsClass ? FigureText.Percent(value) : FigureText.Number(value, 3);

    private string Interval(ConfidenceInterval? interval) => interval is not { } i ? "" : findings.IsClass
        ? $"({FigureText.Number(100 * i.Low, 1)} … {FigureText.Percent(i.High)})"
        : Interval(interval, 3);

    private static string Interval(ConfidenceInterval? interval, int decimals) =>
        interval is { } i ? $"({FigureText.Number(i.Low, decimals)} … {FigureText.Number(i.High, decimals)})" : "";
}
