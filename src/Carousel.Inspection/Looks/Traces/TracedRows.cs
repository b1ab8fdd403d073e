using System.Buffers;
using System.Globalization;
using System.Text;
using Carousel.Inspection.Traces;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Networks;

namespace Carousel.Inspection.Looks;

/// <summary>
/// traces.csv: a row for each step and unit, a column for each quantity; ends after two million values unless all are
/// asked for.
/// </summary>
/// <param name="layers">The layers that are traced, with their sizes.</param>
/// <param name="mostValues">Values at most.</param>
internal sealed class TracedRows(IReadOnlyList<LayerTrace> layers, long mostValues)
{
    /// <summary>Where traces.csv ends unless all are asked for.</summary>
    public const long UsualValues = 2_000_000;

    /// <summary>The most that --all-traces writes: some 1.2 GB.</summary>
    public const long MostValues = 100_000_000;

    private readonly TraceQuantity[] _quantities = [.. layers.SelectMany(l => l.Quantities).Distinct().Order()];
    private readonly StringBuilder _text = new();
    private readonly ArrayBufferWriter<byte> _file = new();
    private readonly Dictionary<string, long> _values = [];

    /// <summary>Values that one step has in all layers.</summary>
    public static long ValuesOfStep(IEnumerable<LayerTrace> layers) =>
        layers.Sum(l => l.Quantities.Sum(q => (long)l.Width(q)));

    /// <summary>Whether steps were left out.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Adds a chunk.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="chunk">Of any layer.</param>
    public void Add(InspectedSequence sequence, TraceChunk chunk)
    {
        long ofStep = chunk.Quantities.Sum(q => (long)chunk.Width(q)),
            share = mostValues * ofStep / ValuesOfStep(layers);
        long before = _values.GetValueOrDefault(chunk.Layer);
        int steps = (int)Math.Min(chunk.Steps, (share - before) / ofStep);
        IsCut |= steps < chunk.Steps;
        _values[chunk.Layer] = before + (steps * ofStep);
        if (_file.WrittenCount == 0 && _text.Length == 0)
        {
            _text.Append("sequence,step,name,layer,unit,").AppendJoin(',', _quantities.Select(QuantityNames.Key))
                .Append('\n');
        }

        string start = CsvCell.Of(sequence.Name), layer = CsvCell.Of(chunk.Layer);
        for (int t = 0; t < steps; t++)
        {
            int step = chunk.First + t;
            string name = CsvCell.Of(sequence.NameAt(step));
            for (int u = 0; u < chunk.Units; u++)
            {
                _text.Append(CultureInfo.InvariantCulture, $"{start},{step},{name},{layer},{u}");
                foreach (TraceQuantity quantity in _quantities)
                {
                    _text.Append(',');
                    if (chunk.Quantities.Contains(quantity) && u < chunk.Width(quantity))
                    {
                        _text.Append(
                            CultureInfo.InvariantCulture, $"{chunk[quantity][(t * chunk.Width(quantity)) + u]:G6}");
                    }
                }

                _text.Append('\n');
            }

            Flush();
        }
    }

    /// <summary>The file.</summary>
    public JobFile File()
    {
        Flush();
        return new JobFile("traces.csv", _file.WrittenMemory);
    }

    /// <summary>What a reader has to know of a file that was cut; empty otherwise.</summary>
    public string Note() =>
        IsCut
            ? $"traces.csv ends after {FigureText.Count(mostValues)} values; --all-traces writes all steps, --layer, "
                + "--from and --to choose."
            : "";

    private void Flush()
    {
        Encoding.UTF8.GetBytes(_text.ToString(), _file);
        _text.Clear();
    }
}
