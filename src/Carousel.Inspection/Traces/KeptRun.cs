using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Inspection.Traces;

/// <summary>What a run of a recurrent layer kept, as tables by quantity.</summary>
internal sealed class KeptRun
{
    private static readonly TraceQuantity[] _lstm =
        [
            TraceQuantity.Hidden, TraceQuantity.Cell, TraceQuantity.InputGate, TraceQuantity.ForgetGate,
            TraceQuantity.OutputGate, TraceQuantity.Candidate,
        ];

    private static readonly TraceQuantity[] _gru =
    [
        TraceQuantity.Hidden, TraceQuantity.Candidate, TraceQuantity.ResetGate, TraceQuantity.UpdateGate,
    ];
    private static readonly TraceQuantity[] _elman = [TraceQuantity.Hidden];

    private readonly RecurrentRun _run;
    private readonly int _steps;
    private float[] _kept = [];
    private bool _isRead;

    public KeptRun(in RecurrentRun run)
    {
        _run = run;
        _steps = run.Hidden.Shape[0];
        (Parameter weight, Units, Quantities) = run.Parameters switch
        {
            LstmVariantParameters variant => (variant.W, variant.Size.H, _lstm),
            LstmParameters lstm => (lstm.W, lstm.Units, _lstm),
            GruParameters gru => (gru.W, gru.Units, _gru),
            ElmanParameters elman => (elman.W, elman.Units, _elman),
            _ =>
                throw new ArgumentException(
                    $"{run.Parameters.GetType().Name} is of no recurrent layer known here.", nameof(run)),
        };
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
    public IReadOnlyList<TraceQuantity> Quantities { get; }

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

        if (quantity == TraceQuantity.Cell)
        {
            _run.Cell.Read(table);
            return;
        }

        switch (_run.Parameters)
        {
            case LstmVariantParameters variant:
                variant.ReadGate(Kept(variant.Size.GatesLength, ref scratch), Gate(quantity), table);
                break;
            case RecurrentParameters cell:
                cell.ReadGate(Kept(cell.GatesLength, ref scratch), Gate(quantity), table);
                break;
        }
    }

    // Where the gate stands in the rows of W: of a GRU r, z, n.
    private int Gate(TraceQuantity quantity) => quantity switch
    {
        TraceQuantity.ResetGate => 0,
        TraceQuantity.UpdateGate => 1,
        TraceQuantity.Candidate when Quantities == _gru => 2,
        TraceQuantity.InputGate => LstmGates.Input,
        TraceQuantity.ForgetGate => LstmGates.Forget,
        TraceQuantity.OutputGate => LstmGates.Output,
        _ => LstmGates.Candidate,
    };

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
