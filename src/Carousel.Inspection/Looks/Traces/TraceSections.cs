using Carousel.Inspection.Traces;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Networks;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>
/// A section of the report for each layer: time constants, saturation, dead and duplicate units, the map.
/// </summary>
/// <param name="reading">What was read.</param>
internal sealed class TraceSections(TraceReading reading)
{
    private const int LeastBins = 4, MostBins = 16;
    private const int MostText = 40;
    private const int MostWords = 12;
    private const int MostRows = 20;

    private readonly string[] _names = reading.Stretches.All(s => s.Sequence.StepNames.Count == s.Sequence.Steps)
        ? [.. reading.Stretches.SelectMany(s => s.Sequence.StepNames.Take(s.From..s.To))]
        : [];

    private readonly Marker[] _marks = reading.Stretches.Count > 1
        ? [.. reading.Stretches.Select(s => new Marker(s.Place, s.Sequence.Name))]
        : [];

    /// <summary>The section of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="number">Which of the network's recurrent layers, from 1.</param>
    /// <param name="figures">Its figures.</param>
    public Section Of(LayerStatistics layer, int number, TraceFigures figures)
    {
        var blocks = new List<Block>();
        if (figures.Constants.Length > 0)
        {
            string gate = QuantityNames.Words(figures.Keeping!.Value);
            blocks.Add(
                Histogram.Of(
                    $"Time constants of the {gate}s in {reading.TimeUnit}", figures.Constants,
                    Bins(figures.Constants.Length), isLogarithmic: true) with
                {
                    CountName = "units",
                    ValueName = $"time constant in {reading.TimeUnit}",
                    Caption =
                        $"How long a unit keeps its content: −1 / ln of the geometric mean of its {gate} over "
                        + "all steps.",
                    Width = ChartWidth.Half,
                });
        }

        if (layer.Gates.Count > 0)
        {
            TraceQuantity[] gates = [.. layer.Gates.Keys.Order()];
            blocks.Add(new BarChart(
                "How often gates are shut or open", Axis.Category("", [.. gates.Select(QuantityNames.Words)]),
                [
                    new Series("under 0.1", [.. gates.Select(g => layer.Gates[g].Low.Average())]),
                    new Series("over 0.9", [.. gates.Select(g => layer.Gates[g].High.Average())]),
                ])
            {
                ValueName = "share of steps and units",
                Width = ChartWidth.Half,
            });
        }

        blocks.Add(Map(layer, number));
        blocks.AddRange(SpikeTable(layer, number));
        blocks.AddRange(Odd(layer, number));
        return new Section($"Gates and states of {LayerNames.Shown(layer.Layer)}", blocks)
        {
            Lead =
                $"{FigureText.Counted(layer.Units, "unit")} "
                + $"over {FigureText.Counted(layer.Steps, reading.Model.StepName)} "
                + $"of {FigureText.Counted(reading.Stretches.Count, "sequence")}; units that behave alike are side "
                + "by side (average linkage on 1 − |r|).",
        };
    }

    private StateMap Map(LayerStatistics layer, int number)
    {
        IEnumerable<StateMapQuantity> quantities = reading.Map(layer.Layer)
            .Select(map => new StateMapQuantity(QuantityNames.Words(map.Key), map.Value)
            {
                Scale = QuantityNames.IsGate(map.Key) ? ColorScale.Sequential : ColorScale.Diverging,
                Minimum = QuantityNames.IsGate(map.Key) ? 0 : map.Key == TraceQuantity.Hidden ? -1 : null,
                Maximum = QuantityNames.IsGate(map.Key) || map.Key == TraceQuantity.Hidden ? 1 : null,
            });
        UnitSpans spans = reading.Spans[layer.Layer];
        HashSet<int> dead = [.. layer.Dead()];
        Dictionary<int, DuplicateUnit> duplicates = layer.Duplicates().ToDictionary(d => d.Unit);
        return new StateMap(
            $"States of {LayerNames.Shown(layer.Layer)}", [.. quantities],
            [.. layer.Order.Select(u => new StateMapUnit($"unit {u}", u)
            {
                Facts = [.. Facts(layer, u, dead.Contains(u), duplicates.GetValueOrDefault(u))],
                Spans = spans.Of(u, Text),
            })])
        {
            Name = $"layer {number}",
            StepName = reading.Model.StepName,
            StepNames = _names,
            IsText = reading.Text.IsRunning,
            FirstStep = reading.Stretches.Count == 1 ? reading.Stretches[0].From : 0,
            Marks = _marks,
            Caption = "Spans of a unit are runs of steps more than two standard deviations from its mean.",
        };
    }

    private IEnumerable<Fact> Facts(LayerStatistics layer, int u, bool isDead, DuplicateUnit? duplicate)
    {
        if (layer.TimeConstants.Count > 0)
        {
            yield return new Fact("time constant", TimeText(layer.TimeConstants[u]));
        }

        foreach ((TraceQuantity gate, GateShares shares) in layer.Gates.OrderBy(g => g.Key))
        {
            yield return new Fact(
                $"{QuantityNames.Words(gate)} under 0.1 / over 0.9",
                $"{FigureText.Percent(shares.Low[u])} / {FigureText.Percent(shares.High[u])}");
        }

        yield return new Fact(
            "mean and deviation", $"{Signed(layer.Mean[u])} ± {FigureText.Number(layer.Deviation[u], 3)}");
        yield return new Fact(
            "like another unit",
            duplicate is null ? "no" : $"unit {duplicate.Of}, r = {Signed(duplicate.Correlation)}");
        yield return new Fact("dead", isDead ? "yes" : "no");
    }

    private static IEnumerable<Block> Odd(LayerStatistics layer, int number)
    {
        IReadOnlyList<int> dead = layer.Dead();
        IReadOnlyList<DuplicateUnit> duplicates = layer.Duplicates();
        if (dead.Count > 0)
        {
            yield return new Paragraph(
                $"Dead units, whose states move by less than {FigureText.Number(LayerStatistics.DeadRange, 2)} over "
                + $"all steps: {string.Join(", ", dead)}.");
        }

        if (duplicates.Count > 0)
        {
            TableCell Unit(int unit) => new($"{unit}") { Link = new UnitLink($"layer {number}", unit) };
            yield return new Table(
                [new("Unit"), new("goes along with"), new("r")], [.. duplicates.Take(MostRows).Select(d => new TableRow(
                [
                    Unit(d.Unit), Unit(d.Of), new TableCell(Signed(d.Correlation)),
                ]))])
            {
                Caption = "Units that copy another unit, or its opposite (|r| ≥ 0.99)",
                Note = duplicates.Count > MostRows ? $"{MostRows} of {duplicates.Count}; units.csv has all." : "",
            };
        }
    }

    private IEnumerable<Block> SpikeTable(LayerStatistics layer, int number)
    {
        if (!reading.Spikes.TryGetValue(layer.Layer, out List<(int Place, double Level)>? spikes) || spikes.Count == 0)
        {
            yield break;
        }

        IReadOnlyList<int> units = reading.Rules[layer.Layer].Units;
        bool isOne = reading.Stretches.Count == 1;
        yield return new Table(
            [
                .. Optional.Of(isOne ? null : new TableColumn("sequence", Alignment.Left)), new("step"),
                new("context", Alignment.Left), new("input gate"),
            ],
            [.. spikes.OrderByDescending(s => s.Level).Take(MostRows).Select(s => new TableRow(
            [
                .. Optional.Of(isOne ? null : new TableCell(reading.At(s.Place).Sequence.Name)),
                new TableCell($"{reading.At(s.Place).Step}")
                {
                    Link = new UnitLink($"layer {number}", units[0]) { From = s.Place, To = s.Place + 1 },
                },
                new TableCell(Text(s.Place - Before(s.Place), s.Place + 1)),
                new TableCell(FigureText.Number(s.Level, 3)),
            ]))])
        {
            Caption = units.Count == 1
                ? $"Spikes: where the input gate of unit {units[0]} opened, the widest first"
                : $"Spikes: where the input gates of units {string.Join(", ", units)} opened, the widest first",
            Note = spikes.Count > MostRows
                ? $"{MostRows} of {FigureText.Count(spikes.Count)}; spikes.csv has all."
                : "",
        };
    }

    private static string Signed(double value) => FigureText.Number(value, 3).Replace('-', '−');

    // Two for each unit of a side of the square of all: of few units most bins would be empty.
    private static int Bins(int units) => Math.Clamp((int)(2 * Math.Sqrt(units)), LeastBins, MostBins);

    private string TimeText(double steps)
    {
        double value = steps * (reading.Model.HoursPerStep ?? 1);
        return double.IsFinite(value)
            ? $"{FigureText.Number(value, value < 10 ? 2 : 0)} {reading.TimeUnit}"
            : "without end";
    }

    private string Text(int from, int to)
    {
        (InspectedSequence sequence, int step) = reading.At(from);
        int end = Math.Min(step + to - from, sequence.Steps), most = reading.Text.IsStamped ? int.MaxValue : MostShown;
        return sequence.StepNames.Count == 0 ? ""
            : reading.Text.Line(sequence, step, step + Math.Min(most, end - step)) + (end - step > most ? "…" : "");
    }

    private int MostShown => reading.Text.IsRunning ? MostText : MostWords;

    // Steps before a spike that are shown with it, none of the sequence before.
    private int Before(int place) => reading.Text.IsStamped ? 0
        : Math.Min(MostShown / 2, place - reading.Stretches.Last(s => s.Place <= place).Place);
}
