using Carousel.Inspection.Comparison;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>A comparison in words, as sections of the report and as a table.</summary>
internal sealed class ComparisonView(
    InspectionSubject subject, StudySessions sessions, StudyDesign study, IReadOnlyList<GateMeasure> measures,
    GroupComparison found, SessionCarry? carry)
{
    /// <summary>The level of the tests of the whole, and the rate of false discoveries.</summary>
    public const double FamilyLevel = 0.05;

    private const int MostUnits = 20;

    private readonly GroupEffect[] _gates = [.. found.Effects.Take(measures.Count)];
    private readonly (GateMeasure Measure, int Unit, GroupEffect Effect)[] _units =
        [
            .. measures.SelectMany(m => Enumerable.Range(0, m.Units).Select(u => (m, u)))
                .Zip(found.Effects.Skip(measures.Count), (unit, effect) => (unit.m, unit.u, effect)),
        ];

    private string Rows =>
        FigureText.Counted(study.Design.Rows, study.Unit == ExchangedUnit.Subject ? "subject" : "session");

    /// <summary>What is asked.</summary>
    public string Question() =>
        $"Do gates of {subject.ModelName} behave differently in '{sessions.Groups.Second}' than in "
        + $"'{sessions.Groups.First}' of {subject.DataName}?";

    /// <summary>The answer.</summary>
    public string Sentence()
    {
        string test = Invariant.Of(
            $"p = {found.FamilyPValue:0.####} over all gates and units; {Rows}, {FigureText.Count(found.Exchanges)} "
            + $"exchanges{(found.IsComplete ? ", all there are" : "")}");
        if (carry is { IsDoubtful: true })
        {
            return Invariant.Of(
                $"No verdict on '{sessions.Groups.Second}' and '{sessions.Groups.First}': without the line, neighbours "
                + $"are still alike (correlation {carry.Residuals:0.00} above that of exchanged sessions, p "
                + $"= {carry.PValue:0.###}) and the condition comes in runs of {carry.MeanRun:0.0} sessions, so "
                + $"exchanging single sessions finds false differences ({test}). Compare subjects, or let the "
                + $"condition change at random from session to session.");
        }

        if (found.FamilyPValue > FamilyLevel)
        {
            return Invariant.Of(
                $"No difference was found between '{sessions.Groups.Second}' and '{sessions.Groups.First}' ({test}); "
                + $"only effects of d ≥ {found.DetectableInFamily:0.0} would have been found with 80 % power.");
        }

        int clearest = Enumerable.Range(0, _gates.Length).MinBy(v => _gates[v].FamilyPValue);
        GroupEffect effect = _gates[clearest];
        string gates = effect.FamilyPValue <= FamilyLevel
            ? Invariant.Of(
                $"'{sessions.Groups.Second}' differs from '{sessions.Groups.First}' ({test}). The clearest gate "
                + $"is {Words(measures[clearest])}, {(effect.Effect > 0 ? "higher" : "lower")} in "
                + $"'{sessions.Groups.Second}': {Size(effect)}; as the clearest of {_gates.Length} its true effect "
                + $"is likely smaller.")
            : $"'{sessions.Groups.Second}' differs from '{sessions.Groups.First}' in single units ({test}), but in no "
                + "gate as a whole.";
        return $"{gates} {FigureText.Count(_units.Count(u => u.Effect.Adjusted <= FamilyLevel))} "
            + $"of {FigureText.Count(_units.Length)} measures of units differ at 5 % false discoveries.";
    }

    /// <summary>Gates in the terminal.</summary>
    public IReadOnlyList<string> Lines()
    {
        string[][] rows =
        [
            ["gate", "g", "95 %", "p", "p of all"],
            .. _gates.Select(
                (e, v) => new[] { Words(measures[v]), Effect(e), Interval(e), P(e.PValue), P(e.FamilyPValue) }),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        return [
            .. rows.Select(
                r =>
                    string.Join(
                        "   ", r.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c])))), "",
        ];
    }

    /// <summary>What a reader has to know.</summary>
    public IReadOnlyList<string> Notes()
    {
        var notes = new List<string>
        {
            "The measures of a unit in a session are the mean of every gate and of the hidden state, the share of "
            + "steps under 0.1 or over 0.9, and ln of the time constant of the gate that keeps the state. Those of a "
            + "gate are means over its units.",
            study.Unit == ExchangedUnit.Subject
                ? "Steps were averaged within sessions, sessions within subjects, and whole subjects were exchanged."
                : "Steps were averaged within sessions, a straight line over each subject's sessions was removed, and "
                    + "whole sessions were exchanged within their subject (Freedman and Lane 1983). Without the "
                    + "line, neighbouring sessions must be exchangeable: if a condition fills one stretch of time, "
                    + "other changes in that time can't be separated from it.",
            "g is Hedges' g, in standard deviations between "
                + (study.Unit == ExchangedUnit.Subject ? "subjects" : "sessions")
                + "; p of all is the share of exchanges whose clearest gate or unit is as clear (Westfall and Young "
                + "1993). Power is that of the noncentral t distribution at the critical value of the exchanges.",
        };
        notes.Add(Lengths());
        if (sessions.Unnamed > 0)
        {
            notes.Add(
                $"{FigureText.Counted(sessions.Unnamed, "step")} without a subject or "
                + $"session {(sessions.Unnamed == 1 ? "was" : "were")} left out.");
        }

        if (carry is not null)
        {
            notes.Add(Invariant.Of(
                $"Without line and condition, neighbouring sessions correlate by {carry.Residuals:0.00} more than "
                + $"exchanged ones (p = {carry.PValue:0.###}); the condition comes in runs of {carry.MeanRun:0.0} "
                + $"sessions on average. If both hold, no verdict is given."));
        }

        if (study.LeftOut > 0)
        {
            notes.Add(
                $"{FigureText.Counted(study.LeftOut, "subject")} with sessions of only one "
                + $"group {(study.LeftOut == 1 ? "was" : "were")} left out.");
        }

        return notes;
    }

    /// <summary>The sections of the report.</summary>
    public IReadOnlyList<Section> Sections()
    {
        var axis = Axis.Category("gate", [.. measures.Select(Words)]);
        var chart = new BarChart(
            $"Effects of '{sessions.Groups.Second}' against '{sessions.Groups.First}' by gate", axis,
            [new("Hedges' g", [.. _gates.Select(e => e.Effect)])])
        {
            ValueName = "standard deviations",
            Caption = "The table contains their 95 % intervals; 0 means equal.",
        };
        Table gates = Effects("Gates, pooled over their units", [.. _gates.Select((e, v) => (Words(measures[v]), e))]);
        (string Name, GroupEffect Effect)[] clear =
        [
            .. _units.Where(u => u.Effect.Adjusted <= FamilyLevel).OrderBy(u => u.Effect.PValue)
                .ThenByDescending(u => Math.Abs(u.Effect.Effect)).Take(MostUnits)
                .Select(u => ($"{Words(u.Measure)}, unit {u.Unit}", u.Effect)),
        ];
        Block unitBlock = clear.Length > 0
            ? Effects(
                $"Units that differ at 5 % false discoveries{(clear.Length == MostUnits ? ", the clearest" : "")}",
                clear)
            : new Paragraph("No unit differs at 5 % false discoveries.");
        return [new Section("Conditions", [chart, gates, unitBlock]) { Lead = Sentence() }];
    }

    /// <summary>effects.csv: gates with an empty unit, then units.</summary>
    public JobFile EffectsCsv()
    {
        var table = new CsvText("layer,quantity,statistic,unit,difference,g,low,high,p,q,p_family");
        foreach ((GateMeasure measure, int? unit, GroupEffect e) in measures.Zip(_gates, (m, e) => (m, (int?)null, e))
            .Concat(_units.Select(u => (u.Measure, (int?)u.Unit, u.Effect))))
        {
            table.Row(
                $"{measure.Layer},{QuantityNames.Key(measure.Quantity)},{Key(measure.Statistic)},{unit},"
                + $"{e.Difference:G6},{e.Effect:G6},{e.Interval.Low:G6},{e.Interval.High:G6},{e.PValue:G6},"
                + $"{e.Adjusted:G6},{e.FamilyPValue:G6}");
        }

        return table.ToFile("effects.csv");
    }

    private static Table Effects(string caption, IReadOnlyList<(string Name, GroupEffect Effect)> effects) => new(
        [new("measure", Alignment.Left), new("difference"), new("g"), new("95 %"), new("p"), new("q"), new("p of all")],
        [
            .. effects.Select(
                e =>
                    TableRow.Of(
                        e.Name, Invariant.Of($"{e.Effect.Difference:G3}"), Effect(e.Effect),
                        Interval(e.Effect), P(e.Effect.PValue), P(e.Effect.Adjusted), P(e.Effect.FamilyPValue))),
        ])
    {
        Caption = caption,
        Note = "q: the lowest false discovery rate at which it is a finding.",
    };

    private static string Key(GateStatistic statistic) =>
        statistic switch
        {
            GateStatistic.Mean => "mean",
            GateStatistic.Saturation => "saturation",
            _ => "log_time_constant"
        };

    private static string Words(GateMeasure measure)
    {
        string quantity = QuantityNames.Words(measure.Quantity);
        string what = measure.Statistic switch
        {
            GateStatistic.Mean => quantity,
            GateStatistic.Saturation => $"saturation of the {quantity}",
            _ => $"time constant of the {quantity}",
        };
        return measure.Layer.Length == 0 ? what : $"{what} of {measure.Layer}";
    }

    private string Lengths()
    {
        string Of(string group)
        {
            double[] lengths =
            [
                .. sessions.All.Select((s, i) => (s.Group, Steps: (double)sessions.Lengths[i]))
                    .Where(s => s.Group == group).Select(s => s.Steps),
            ];
            return Invariant.Of($"{lengths.Average():0} ({lengths.Min():0} … {lengths.Max():0}) in '{group}'");
        }

        return $"The first {FigureText.Counted(sessions.StartSteps, subject.Model.StepName)} of each session "
            + $"{(sessions.StartSteps == 1 ? "is" : "are")} left out, since the state still depends on earlier steps. "
            + $"Sessions have {Of(sessions.Groups.First)} and {Of(sessions.Groups.Second)} {subject.Model.StepName}s: "
            + $"if lengths differ, a longer start in shorter sessions can still look like a difference.";
    }

    private static string Size(GroupEffect effect) => effect.IsSeparated
        ? "the groups separate fully, without spread within them"
        : $"g = {Number(effect.Effect)}, 95 % {Number(effect.Interval.Low)} … {Number(effect.Interval.High)}";

    private static string Effect(GroupEffect effect) => effect.IsSeparated ? "separates fully" : Number(effect.Effect);

    private static string Interval(GroupEffect effect) =>
        effect.IsSeparated ? "" : $"{Number(effect.Interval.Low)} … {Number(effect.Interval.High)}";

    private static string Number(double value) => Invariant.Of($"{value:0.00}");

    private static string P(double value) => Invariant.Of($"{value:0.####}");
}
