using Carousel.Cells;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>Products in double precision, term by term.</summary>
internal sealed class RealProducts : IRecurrentProducts
{
    private readonly double[] _x;
    private readonly double[] _w;
    private readonly double[] _r;
    private readonly int _inputs;
    private readonly int _units;
    private readonly int _rows;

    /// <summary>Takes the weights of a direction.</summary>
    public RealProducts(RecurrentInputs inputs, RecurrentCell kind, int direction)
    {
        (_inputs, _units, _rows) = (inputs.I, inputs.H, kind.GateCount * inputs.H);
        _x = inputs.Call.Doubles(inputs.X);
        _w = inputs.Call.Doubles(inputs.W.Part(direction, inputs.D));
        _r = inputs.Call.Doubles(inputs.R.Part(direction, inputs.D));
    }

    /// <inheritdoc/>
    public void FromInput(ReadOnlySpan<int> rows, Span<double> sums)
    {
        for (int b = 0; b < rows.Length; b++)
        {
            for (int row = 0; row < _rows && rows[b] >= 0; row++)
            {
                sums[(b * _rows) + row] = Dot(_w.AsSpan(row * _inputs, _inputs), _x.AsSpan(rows[b] * _inputs, _inputs));
            }
        }
    }

    /// <inheritdoc/>
    public void FromState(ReadOnlySpan<double> state, Span<double> sums, int firstGate, int gates)
    {
        for (int b = 0; b * _units < state.Length; b++)
        {
            for (int row = firstGate * _units; row < (firstGate + gates) * _units; row++)
            {
                sums[(b * _rows) + row] = Dot(_r.AsSpan(row * _units, _units), state.Slice(b * _units, _units));
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
