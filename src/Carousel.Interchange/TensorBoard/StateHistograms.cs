using Carousel.Interchange.TensorBoard.Protocol;
using Carousel.Networks;

namespace Carousel.Interchange.TensorBoard;

/// <summary>
/// Gates and states of a batch, by layer: their histograms, and the shares of the gates that are shut and open.
/// </summary>
internal sealed class StateHistograms
{
    // A cell state has no bounds; values beyond these join the outermost bucket. The true least and greatest are
    // written as well.
    private const double CellBound = 5;

    private readonly SortedDictionary<string, Gathered> _gathered = new(StringComparer.Ordinal);

    /// <summary>Adds a table.</summary>
    public void Add(string layer, TraceQuantity quantity, ReadOnlySpan<float> values)
    {
        string tag = $"{(layer.Length > 0 ? layer : "network")}/{Word(quantity)}";
        if (!_gathered.TryGetValue(tag, out Gathered? gathered))
        {
            (double least, double greatest) = quantity switch
            {
                TraceQuantity.Cell or TraceQuantity.Normalizer or TraceQuantity.Stabilizer => (-CellBound, CellBound),
                TraceQuantity.Hidden or TraceQuantity.Candidate => (-1.0, 1.0),
                _ => (0.0, 1.0),
            };
            _gathered[tag] = gathered = new Gathered(new ValueHistogram(least, greatest), IsGate: least == 0);
        }

        gathered.Add(values);
    }

    /// <summary>What there is to write.</summary>
    public IEnumerable<Summary.Types.Value> Values()
    {
        foreach ((string tag, Gathered gathered) in _gathered)
        {
            if (gathered.Histogram.ToProto() is { } histogram)
            {
                yield return EventFile.Histogram($"states/{tag}", histogram);
                if (gathered.IsGate)
                {
                    yield return EventFile.Scalar($"shut/{tag}", gathered.Shut / histogram.Num);
                    yield return EventFile.Scalar($"open/{tag}", gathered.Open / histogram.Num);
                }
            }
        }
    }

    private static string Word(TraceQuantity quantity) => quantity switch
    {
        TraceQuantity.Hidden => "hidden",
        TraceQuantity.Cell => "cell",
        TraceQuantity.InputGate => "input_gate",
        TraceQuantity.ForgetGate => "forget_gate",
        TraceQuantity.OutputGate => "output_gate",
        TraceQuantity.Candidate => "candidate",
        TraceQuantity.ResetGate => "reset_gate",
        TraceQuantity.Normalizer => "normaliser",
        TraceQuantity.Stabilizer => "stabiliser",
        _ => "update_gate",
    };

    private sealed record Gathered(ValueHistogram Histogram, bool IsGate)
    {
        public double Shut { get; private set; }

        public double Open { get; private set; }

        public void Add(ReadOnlySpan<float> values)
        {
            Histogram.Add(values);
            if (IsGate)
            {
                foreach (float value in values)
                {
                    Shut += value < GateShares.Shut ? 1 : 0;
                    Open += value > GateShares.Open ? 1 : 0;
                }
            }
        }
    }
}
