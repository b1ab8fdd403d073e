using System.Globalization;
using Carousel.Inspection.Search;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>What a search found, for the report, the terminal and CSV files.</summary>
internal sealed class SearchView(
    InspectionSubject subject, IReadOnlyList<InspectedSequence> sequences, ReaderStates states, SpanFindings findings,
    SearchOptions options)
{
    private const int DrawnUnits = 6;
    private const int ListedUnits = 30;
    private const int ContextInLines = 20;
    private const int ContextInText = 60;
    private const int MostInLines = 80;
    private const int MapSpans = 50;
    private const string MapName = "units of the span";

    private InspectedSequence Own => sequences[findings.Query.Sequence];

    /// <summary>The section of the report.</summary>
    public Section Section()
    {
        var blocks = new List<Block>();
        if (findings.Set.Count > 0)
        {
            blocks.Add(Lines(findings.Query));
        }

        blocks.Add(Text());
        if (findings.Set.Count > 0)
        {
            blocks.Add(Map());
        }

        if (findings.Units.Count > 0)
        {
            blocks.Add(Units());
        }

        if (findings.Spans.Count > 0)
        {
            blocks.Add(Spans());
        }

        return new Section($"Units active on {subject.Model.StepName}s {options.From} to {options.To - 1}", blocks);
    }

    /// <summary>The spans as a short table for the terminal.</summary>
    public IReadOnlyList<string> Lines()
    {
        var lines = new List<string>();
        foreach (MatchedUnit unit in findings.Units.Take(options.Shown))
        {
            lines.Add(Invariant.Of(
                $"unit {states.NameOf(unit.Unit),-6} {(unit.Sign > 0 ? "above" : "below")} "
                + $"{FigureText.Number(unit.Sign * unit.Threshold, 3),7}   p {unit.PValue:0.00000}   "
                + $"adjusted {unit.AdjustedPValue:0.0000}   active on {unit.ActiveShare:0.0 %} of all steps"));
        }

        lines.Add("");
        foreach (FoundSpan span in findings.Spans.Take(options.Shown))
        {
            lines.Add(Invariant.Of($"{Place(span),-16} overlap {span.Overlap:0.00}   {Context(span)}"));
        }

        lines.Add("");
        return lines;
    }

    /// <summary>All other spans.</summary>
    public JobFile SpansCsv()
    {
        var table = new CsvText("rank,sequence,from,to,overlap,likeness,score,text");
        foreach ((int k, FoundSpan span) in findings.Spans.Index())
        {
            InspectedSequence sequence = sequences[span.Sequence];
            table.Row(
                $"{k + 1},{sequence.Name},{span.First},{span.Last},{span.Overlap:0.0000},{span.Likeness:0.0000},"
                + $"{span.Score:0.0000},{subject.Text.Line(sequence, span.First, span.Last + 1)}");
        }

        return table.ToFile("spans.csv");
    }

    /// <summary>All units that are active exactly on the span.</summary>
    public JobFile UnitsCsv()
    {
        var table = new CsvText("unit,sign,threshold,separation,p,adjusted_p,active_share");
        foreach (MatchedUnit unit in findings.Units)
        {
            table.Row(
                $"{states.NameOf(unit.Unit)},{unit.Sign},{unit.Threshold:0.000000},{unit.Separation:0.000000},"
                + $"{unit.PValue:0.0000000},{unit.AdjustedPValue:0.000000},{unit.ActiveShare:0.000000}");
        }

        return table.ToFile("span-units.csv");
    }

    private LineChart Lines(SpanQuery query)
    {
        int context = Math.Max(ContextInLines, query.Length / 2);
        int first = Math.Max(0, query.First - context), end = Math.Min(Own.Steps, query.Last + 1 + context);
        Axis axis = Own.StepNames.Count > 0
            ? Axis.Category(
                subject.Model.StepName,
                [.. Enumerable.Range(first, end - first).Select(t => $"{t} {StepText.OneLine(Own.StepNames[t])}")])
            : Axis.Range(subject.Model.StepName, first, end - first);
        Series[] lines =
        [
            .. findings.Set.Take(DrawnUnits).Select(u => new Series(
                $"unit {states.NameOf(u.Unit)}",
                [
                    .. Enumerable.Range(first, end - first)
                        .Select(t => (double)states.Tables[query.Sequence].Row(t)[u.Unit]),
                ])),
        ];
        return new LineChart("The units on and around the span", axis, lines)
        {
            Caption =
                $"{(options.States.IsCell ? "Cell" : "Hidden")} states "
                + $"of {(lines.Length == 1 ? "the unit" : $"the {lines.Length} units")} for which the span is least "
                + $"likely by chance; the dotted lines mark its first step and the step after it.",
            Markers = [new Marker(query.First - first, "from"), .. Optional.Of(query.Last + 1 < end
                ? new Marker(query.Last + 1 - first, "to")
                : null)],
            ValueName = options.States.IsCell ? "cell state" : "hidden state",
            IsZoomable = end - first > 120,
        };
    }

    private StateMap Map()
    {
        MatchedUnit[] units = [.. findings.Set.Take(ListedUnits)];
        var recorder = new StateMapRecorder(units.Length);
        var row = new float[units.Length];
        int sequence = findings.Query.Sequence;
        for (int t = 0; t < Own.Steps; t++)
        {
            ReadOnlySpan<float> all = states.Tables[sequence].Row(t);
            for (int k = 0; k < units.Length; k++)
            {
                row[k] = all[units[k].Unit];
            }

            recorder.Add(row);
        }

        FoundSpan[] spans =
        [
            new(sequence, findings.Query.First, findings.Query.Last, 1, 1),
            .. findings.Spans.Where(s => s.Sequence == sequence).Take(MapSpans),
        ];
        return new StateMap(
            $"The units over {Own.Name}",
            [
                new StateMapQuantity(options.States.IsCell ? "cell state" : "hidden state", recorder)
                {
                    Scale = ColorScale.Diverging,
                },
            ],
            [.. units.Select((u, k) => new StateMapUnit($"unit {states.NameOf(u.Unit)}", k)
            {
                Facts =
                [
                    new("active", u.Sign > 0 ? "above" : "below"),
                    new("threshold", FigureText.Number(u.Sign * u.Threshold, 3)),
                    new("adjusted p", FigureText.Number(u.AdjustedPValue, 4)),
                ],
                Spans =
                [
                    .. spans.Select(
                        s =>
                            new StateMapSpan(
                                s.First, s.Last + 1, Peak(u, s),
                                subject.Text.Line(
                                    Own, s.First,
                                    subject.Text.IsStamped
                                        ? s.Last + 1
                                        : Math.Min(s.Last + 1, s.First + MostInLines)))),
                ],
            })])
        {
            Name = MapName,
            Caption = "Choose a unit to go from one span to the next.",
            StepName = subject.Model.StepName,
            StepNames = Own.StepNames,
            IsText = subject.Text.IsRunning,
        };
    }

    private double Peak(MatchedUnit unit, FoundSpan span)
    {
        double peak = double.NegativeInfinity;
        for (int t = span.First; t <= span.Last; t++)
        {
            peak = Math.Max(peak, unit.Sign * states.Tables[span.Sequence].Row(t)[unit.Unit]);
        }

        return unit.Sign * peak;
    }

    // The query and then the likest spans, each in its context; the depth is the share of the units that are active.
    private ColoredText Text()
    {
        var parts = new List<ColoredPart>();
        Add(
            new FoundSpan(findings.Query.Sequence, findings.Query.First, findings.Query.Last, 1, 1),
            "the requested span");
        foreach (FoundSpan span in findings.Spans.Take(options.Shown))
        {
            Add(
                span,
                Invariant.Of($"overlap {span.Overlap:0.00}, likeness {span.Likeness:0.00}"));
        }

        return new ColoredText(findings.Spans.Count > 0 ? "The span and the most similar others" : "The span", parts)
        {
            Caption = "The deeper the colour, the more of the units are active.",
        };

        void Add(FoundSpan span, string note)
        {
            InspectedSequence sequence = sequences[span.Sequence];
            parts.Add(new ColoredPart($"{Place(span)}: ", 0, note));
            int last = Math.Min(span.Last, span.First + (MostInLines * 4)),
                end = Math.Min(sequence.Steps, last + 1 + ContextInText);
            for (int t = Math.Max(0, span.First - ContextInText), next; t < end; t = next)
            {
                double share = Share(span.Sequence, t);
                next = t + 1;
                while (subject.Text.IsStamped && next < end && Share(span.Sequence, next) == share)
                {
                    next++;
                }

                string text = subject.Text.Line(sequence, t, next);
                parts.Add(new ColoredPart(
                    subject.Text.IsRunning ? text : text + (subject.Text.IsStamped ? "   " : " "), share,
                    $"{subject.Model.StepName} {t}"));
            }

            parts.Add(new ColoredPart("\n", 0));
        }
    }

    private double Share(int sequence, int step) =>
        findings.Set.Count == 0
            ? 0
            : findings.Set.Count(u => u.IsActive(states.Tables[sequence].Row(step)[u.Unit]))
                / (double)findings.Set.Count;

    private Table Units() => new(
        [
            new("unit", Alignment.Left), new("active"), new("threshold"), new("separation"), new("p"),
            new("adjusted p"), new("active on"),
        ],
        [
            .. findings.Units.Take(ListedUnits).Select(u => new TableRow(
                [.. new[]
                {
                    states.NameOf(u.Unit), u.Sign > 0 ? "above" : "below", FigureText.Number(u.Sign * u.Threshold, 3),
                    FigureText.Number(u.Separation, 3),
                    FigureText.Number(u.PValue, 5), FigureText.Number(u.AdjustedPValue, 4),
                    FigureText.Percent(u.ActiveShare),
                }.Select((c, at) => at > 0 || !findings.Set.Take(ListedUnits).Contains(u) ? new TableCell(c)
                    : new TableCell(c)
                    {
                        Link = new UnitLink(MapName, findings.Set.ToList().IndexOf(u))
                        {
                            From = findings.Query.First,
                            To = findings.Query.Last + 1,
                        },
                    })],
                u.AdjustedPValue <= options.Level)),
        ])
    {
        Caption = findings.Units.Count > ListedUnits
            ? $"The {ListedUnits} of {findings.Units.Count} units active exactly on the span "
                + $"that are least likely by chance"
            : "Units active exactly on the span",
        Note =
            $"Bold where the adjusted p is at most {options.Level.ToString(CultureInfo.InvariantCulture)}. "
            + $"span-units.csv has all.",
    };

    private Table Spans() => new(
        [
            new("from", Alignment.Left), new("steps"), new("overlap"), new("likeness"),
            new("context", Alignment.Left),
        ],
        [
            .. findings.Spans.Take(options.Shown).Select(s => TableRow.Of(
                Place(s), FigureText.Count(s.Length), FigureText.Number(s.Overlap, 2), FigureText.Number(s.Likeness, 2),
                Context(s))),
        ])
    {
        Caption = findings.Spans.Count > options.Shown
            ? $"The {options.Shown} most similar of {FigureText.Count(findings.Spans.Count)} other spans"
            : "Other spans",
        Note =
            "Overlap: the mean over the units of the steps both active and in the span, divided by the steps that are "
            + "either. Likeness: the shorter length divided by the longer. spans.csv has all.",
    };

    private string Place(FoundSpan span) =>
        sequences.Count == 1
            ? $"{span.First}–{span.Last}"
            : $"{sequences[span.Sequence].Name} {span.First}–{span.Last}";

    private string Context(FoundSpan span)
    {
        InspectedSequence sequence = sequences[span.Sequence];
        if (subject.Text.IsStamped)
        {
            return sequence.StepNames.Count == 0 ? "" : subject.Text.Line(sequence, span.First, span.Last + 1);
        }

        int end = Math.Min(span.Last + 1, span.First + MostInLines);
        string more = end <= span.Last ? "…" : "";
        string before = subject.Text.Of(sequence, span.First - 8, span.First),
            after = more.Length > 0 ? "" : subject.Text.Of(sequence, span.Last + 1, span.Last + 9);
        return sequence.StepNames.Count == 0
            ? ""
            : StepText.OneLine($"{before}[{subject.Text.Of(sequence, span.First, end)}{more}]{after}");
    }
}
