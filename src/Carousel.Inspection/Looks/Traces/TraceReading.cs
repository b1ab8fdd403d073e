using Carousel.Data;
using Carousel.Inspection.Traces;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Statistics;
using Carousel.Networks;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>
/// The layers of a model over the sequences of a subject: first statistics, maps and rows in one pass, then what needs
/// those statistics: spikes and spans.
/// </summary>
internal sealed class TraceReading
{
    /// <summary>
    /// Values of a layer's hidden state on the page: of 256 units every step of 16,384, so that spans and text can be
    /// read step by step.
    /// </summary>
    private const int HiddenValues = 1 << 22;

    /// <summary>Values of all its other quantities together; never fewer columns than a wide screen has.</summary>
    private const int OtherValues = 1 << 21, LeastColumns = 2048;

    private readonly InspectionSubject _subject;
    private readonly IReadOnlyList<LayerTrace> _layers;
    private readonly IReadOnlyList<LayerTrace> _shown;
    private readonly Dictionary<string, Dictionary<TraceQuantity, StateMapRecorder>> _maps = [];
    private readonly List<List<GateTotal>> _totals = [];

    /// <summary>Checks that what is asked for is there; nothing is run but a step.</summary>
    /// <param name="subject">The model and the sequences.</param>
    /// <param name="options">What is traced.</param>
    /// <exception cref="DataFormatException">The model has no recurrent layer.</exception>
    /// <exception cref="OptionException">There is no such layer, or no step in the range.</exception>
    public TraceReading(InspectionSubject subject, TraceOptions options)
    {
        _subject = subject;
        _layers = ReaderLayers.Of(subject);
        _shown = options.Layer is { } name ? [_layers[ReaderLayers.Find(_layers, name, subject.ModelName)]] : _layers;
        int place = 0;
        foreach (InspectedSequence sequence in subject.Sequences)
        {
            int to = Math.Min(options.To ?? sequence.Steps, sequence.Steps);
            if (options.From < to)
            {
                Stretches.Add(new TracedStretch(sequence, options.From, to, place));
                place += to - options.From;
            }
        }

        if (Stretches.Count == 0)
        {
            throw new OptionException(
                $"{{From}} is {options.From}, but the longest sequence "
                + $"has {FigureText.Counted(subject.Sequences.Max(s => s.Steps), "step")}, counted from 0.");
        }

        Rows = new TracedRows(_shown, options.AllTraces ? TracedRows.MostValues : TracedRows.UsualValues);
        long values = TracedRows.ValuesOfStep(_shown) * Stretches.Sum(s => (long)s.To - s.From);
        if (options.AllTraces && values > TracedRows.MostValues)
        {
            throw new OptionException(
                $"{{AllTraces}} would write {FigureText.Count(values)} values, "
                + $"and {FigureText.Count(TracedRows.MostValues)} is the most: choose by {{Sequence}}, {{Layer}}, "
                + $"{{From}} and {{To}}.");
        }
    }

    /// <summary>The model.</summary>
    public IInspectedModel Model => _subject.Model;

    /// <summary>What time constants are counted in.</summary>
    public string TimeUnit => Model.HoursPerStep is null ? $"{Model.StepName}s" : "hours";

    /// <summary>What steps are, as text.</summary>
    public StepText Text => _subject.Text;

    /// <summary>The sequences that have steps in the range.</summary>
    public List<TracedStretch> Stretches { get; } = [];

    /// <summary>The layers' statistics.</summary>
    public IReadOnlyList<LayerStatistics> Layers { get; private set; } = [];

    /// <summary>Of each of <see cref="Layers"/>, which of the network's recurrent layers it is, from 1.</summary>
    public IReadOnlyList<int> Numbers =>
        [.. Layers.Select(l => _layers.TakeWhile(t => t.Layer != l.Layer).Count() + 1)];

    /// <summary>The rules of spikes, of layers with input gates that open rarely.</summary>
    public Dictionary<string, GateSpikes> Rules { get; } = [];

    /// <summary>Spikes by layer: steps along the map, and levels.</summary>
    public Dictionary<string, List<(int Place, double Level)>> Spikes { get; } = [];

    /// <summary>Where units stand far from their means, by layer.</summary>
    public Dictionary<string, UnitSpans> Spans { get; } = [];

    /// <summary>traces.csv.</summary>
    public TracedRows Rows { get; }

    /// <summary>Runs the network twice over all sequences.</summary>
    /// <param name="subject">The model and the sequences.</param>
    /// <param name="options">What is traced.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <exception cref="DataFormatException">The model has no recurrent layer.</exception>
    /// <exception cref="OptionException">There is no such layer, or no step in the range.</exception>
    public static TraceReading Read(InspectionSubject subject, TraceOptions options, LookProgress progress)
    {
        var reading = new TraceReading(subject, options);
        reading.Measure(progress.Part(0, 0.5));
        reading.Find(progress.Part(0.5, 1));
        return reading;
    }

    /// <summary>The recorded values of a layer.</summary>
    public IReadOnlyDictionary<TraceQuantity, StateMapRecorder> Map(string layer) => _maps[layer];

    /// <summary>The sequence and step at a place of the map.</summary>
    /// <param name="place">From 0.</param>
    public (InspectedSequence Sequence, int Step) At(int place)
    {
        TracedStretch stretch = Stretches.Last(s => s.Place <= place);
        return (stretch.Sequence, stretch.From + place - stretch.Place);
    }

    /// <summary>
    /// The interval of the share of a gate's values that pass a bound, by drawing sequences again; null for one
    /// sequence.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="gate">The gate.</param>
    /// <param name="count">Which of the counts.</param>
    public ConfidenceInterval? Interval(string layer, TraceQuantity gate, Func<GateTotal, long> count)
    {
        GateTotal[] ends = [.. _totals.Select(t => t.Single(g => g.Layer == layer && g.Gate == gate))];
        double[] Steps(Func<GateTotal, long> of) =>
            [.. ends.Select((total, k) => (double)(of(total) - (k == 0 ? 0 : of(ends[k - 1]))))];
        return Bootstrap.OfMean(Steps(count), Steps(t => t.Values), _subject.Seed);
    }

    private Dictionary<TraceQuantity, StateMapRecorder> Recorders(TraceChunk chunk)
    {
        if (!_maps.TryGetValue(chunk.Layer, out Dictionary<TraceQuantity, StateMapRecorder>? recorders))
        {
            // A unit of the map is a unit of the layer: projected outputs are not.
            TraceQuantity[] shown =
            [
                .. chunk.Quantities.Where(q => chunk.Width(q) == chunk.Units && q != TraceQuantity.Candidate),
            ];
            int Columns(int values) => Math.Max(LeastColumns, values / chunk.Units & ~1);
            _maps[chunk.Layer] = recorders = shown.ToDictionary(
                q => q,
                q =>
                    new StateMapRecorder(
                        chunk.Units, Columns(q == TraceQuantity.Hidden ? HiddenValues : OtherValues / shown.Length)));
        }

        return recorders;
    }

    private void Measure(LookProgress progress)
    {
        using var statistics = new TraceStatistics(_subject.Model.Backend);
        Run(null, (stretch, chunk) =>
        {
            statistics.Add(chunk);
            Rows.Add(stretch.Sequence, chunk);
            foreach ((TraceQuantity quantity, StateMapRecorder recorder) in Recorders(chunk))
            {
                for (int t = 0; t < chunk.Steps; t++)
                {
                    recorder.Add(chunk[quantity].Slice(t * recorder.Units, recorder.Units));
                }
            }
        }, () => _totals.Add([.. statistics.GateTotals()]), progress);
        Layers = statistics.Finish();
    }

    private void Find(LookProgress progress)
    {
        var levels = new Dictionary<string, List<List<double>>>();
        var layers = Layers.ToDictionary(l => l.Layer);
        foreach (LayerStatistics layer in Layers)
        {
            Spans[layer.Layer] = new UnitSpans(layer);
            if (layer.SpikeUnits.Count > 0)
            {
                Rules[layer.Layer] = new GateSpikes(layer.Units, layer.SpikeUnits, 1);
                levels[layer.Layer] = [];
            }
        }

        Run([TraceQuantity.Hidden, TraceQuantity.Cell, TraceQuantity.InputGate], (stretch, chunk) =>
        {
            Spans[chunk.Layer].Add(chunk[layers[chunk.Layer].State], stretch.Place + chunk.First - stretch.From);
            if (Rules.TryGetValue(chunk.Layer, out GateSpikes? rule))
            {
                if (chunk.First == stretch.From)
                {
                    levels[chunk.Layer].Add([]);
                }

                levels[chunk.Layer][^1].AddRange(rule.Levels(chunk[TraceQuantity.InputGate]));
            }
        }, () =>
        {
            foreach (UnitSpans spans in Spans.Values)
            {
                spans.Break();
            }
        }, progress);
        foreach ((string layer, List<List<double>> all) in levels)
        {
            GateSpikes rule = Rules[layer] = Rules[layer].WithThreshold(all);
            Spikes[layer] =
            [
                .. all.Zip(Stretches, (own, stretch) => rule.Find(own).Select(t => (stretch.Place + t, own[t])))
                    .SelectMany(s => s),
            ];
        }
    }

    private void Run(
        IReadOnlyCollection<TraceQuantity>? quantities, Action<TracedStretch, TraceChunk> take, Action end,
        LookProgress progress)
    {
        double all = Stretches.Sum(s => (long)s.Sequence.Steps), before = 0;
        foreach (TracedStretch stretch in Stretches)
        {
            InspectedSequence sequence = stretch.Sequence;
            int read = Model.Reader.IsCausal ? stretch.To : sequence.Steps;
            NetworkTrace.Run(
                Model.Backend, Model.Reader, sequence.Input.AsSpan(0, read * Model.Reader.InputSize), chunk =>
                {
                    progress.Cancellation.ThrowIfCancellationRequested();
                    if (_shown.Any(l => l.Layer == chunk.Layer) && chunk.Between(stretch.From, stretch.To) is { } part)
                    {
                        take(stretch, part);
                    }

                    progress.Report((before + chunk.First) / all);
                }, quantities, start: sequence.Start.Span);
            before += sequence.Steps;
            end();
        }
    }
}

/// <summary>The steps of a sequence that are looked at.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="From">The first step.</param>
/// <param name="To">The step after the last one.</param>
/// <param name="Place">Where the first of them stands along the map.</param>
internal sealed record TracedStretch(InspectedSequence Sequence, int From, int To, int Place);
