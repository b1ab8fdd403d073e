using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Networks;

/// <summary>What a run of a recurrent layer kept, as tables by quantity.</summary>
internal sealed class KeptRun
{
    private readonly RecurrentRun _run;
    private readonly int _steps;
    private readonly CellTrace _trace;
    private float[] _kept = [];
    private bool _isRead;

    public KeptRun(in RecurrentRun run)
    {
        _run = run;
        _steps = run.Hidden.Shape[0];
        _trace = new CellTrace(run.Parameters);
        (Parameter weight, Units) = (_trace.Weight, _trace.Units);
        int last = weight.Name.LastIndexOf('.');
        Layer = last < 0 ? "" : weight.Name[..last];
    }

    /// <summary>The path of the layer in its model.</summary>
    public string Layer { get; }

    /// <summary>H.</summary>
    public int Units { get; }

    /// <summary>P: values of the hidden state, fewer than H where it is projected.</summary>
    public int Outputs => _run.Hidden.Shape[1];

    /// <summary>What the cell has.</summary>
    public IReadOnlyList<TraceQuantity> Quantities => _trace.Quantities;

    /// <summary>Copies a quantity.</summary>
    /// <param name="quantity">One of <see cref="Quantities"/>.</param>
    /// <param name="table">[T, H], or [T, P] for the hidden state, overwritten.</param>
    /// <param name="scratch">Room that grows as needed and may be used again.</param>
    public void Read(TraceQuantity quantity, Span<float> table, ref float[] scratch)
    {
        if (quantity == TraceQuantity.Hidden)
        {
            _run.Hidden.Read(table);
            return;
        }

        for (int part = 0; part < _trace.Rest.Count; part++)
        {
            if (_trace.Rest[part] == quantity)
            {
                ReadRest(part, table);
                return;
            }
        }

        _trace.Read(quantity, Kept(_trace.GatesLength, ref scratch), table);
    }

    // Each row contains the other quantities of the state side by side.
    private void ReadRest(int part, Span<float> table)
    {
        int parts = _trace.Rest.Count;
        if (parts == 1)
        {
            _run.Cell.Read(table);
            return;
        }

        float[] all = _run.Cell.ToArray();
        for (int row = 0; row < _steps; row++)
        {
            all.AsSpan(((row * parts) + part) * Units, Units).CopyTo(table[(row * Units)..]);
        }
    }

    // The gates are read once for all quantities; of an LSTM with variants they are the first of several sections.
    private ReadOnlySpan<float> Kept(int width, ref float[] scratch)
    {
        int length = checked(_steps * width);
        if (!_isRead)
        {
            if (scratch.Length < length)
            {
                scratch = new float[length];
            }

            _run.Gates.Reshape(new Shape(_run.Gates.Length, 1)).Rows(0, length).Read(scratch.AsSpan(0, length));
            (_kept, _isRead) = (scratch, true);
        }

        return _kept.AsSpan(0, length);
    }
}
