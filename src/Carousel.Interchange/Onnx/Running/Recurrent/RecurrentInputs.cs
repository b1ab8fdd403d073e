namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>What a recurrent operator reads, held against each other, and where it lies.</summary>
internal sealed class RecurrentInputs
{
    private readonly NodeCall _call;
    private readonly bool _isBatchFirst;

    /// <summary>Checks the inputs X, W, R, B, sequence_lens, initial_h, and for the LSTM initial_c and P.</summary>
    /// <param name="call">The call.</param>
    /// <param name="settings">The attributes.</param>
    /// <param name="isTurned">Whether weights are [D, I, 4H] and not [D, 4H, I], as in 8 bits.</param>
    /// <exception cref="Carousel.Storage.ModelFileException">Something does not fit.</exception>
    public RecurrentInputs(NodeCall call, RecurrentSettings settings, bool isTurned = false)
    {
        (_call, _isBatchFirst) = (call, settings.IsBatchFirst);
        (X, W, R, Bias) = (call.Real(0), call[1], call[2], call.Optional(3));
        (InitialHidden, InitialCell, Peepholes) = (call.Optional(5), settings.Kind.HasCellState
            ? call.Optional(6)
            : null, settings.Kind.HasCellState ? call.Optional(7) : null);
        if (X.Rank != 3 || W.Rank != 3 || R.Rank != 3)
        {
            throw call.Wrong($"expects X, W and R with three axes, but is given {X}, {W} and {R}.");
        }

        (T, B, I) = _isBatchFirst ? (X.Dims[1], X.Dims[0], X.Dims[2]) : (X.Dims[0], X.Dims[1], X.Dims[2]);
        (D, H) = (settings.Reverse.Length, R.Dims[isTurned ? 1 : 2]);
        int rows = settings.Kind.GateCount * H;
        if (settings.HiddenSize is { } said && said != H)
        {
            throw call.Wrong($"has hidden_size = {said}, but the recurrent weights R are {R}, of {H} units.");
        }

        if (H == 0)
        {
            throw call.Wrong($"has the recurrent weights R {R}, of no units.");
        }

        Require(W, "W", isTurned ? [D, I, rows] : [D, rows, I], sameType: !isTurned);
        Require(R, "R", isTurned ? [D, H, rows] : [D, rows, H], sameType: !isTurned);
        Require(Bias, "B", [D, 2 * rows]);
        int[] state = _isBatchFirst ? [B, D, H] : [D, B, H];
        Require(InitialHidden, "initial_h", state);
        Require(InitialCell, "initial_c", state);
        Require(Peepholes, "P", [D, 3 * H]);
        Lengths = ReadLengths();
    }

    /// <summary>Counts what running them takes.</summary>
    public NodeCall Call => _call;

    /// <summary>[T, B, I], or [B, T, I] in layout 1.</summary>
    public OnnxTensor X { get; }

    /// <summary>[D, gates·H, I].</summary>
    public OnnxTensor W { get; }

    /// <summary>[D, gates·H, H].</summary>
    public OnnxTensor R { get; }

    /// <summary>[D, 2·gates·H]: of the input, then of the state.</summary>
    public OnnxTensor? Bias { get; }

    /// <summary>[D, B, H], or [B, D, H] in layout 1.</summary>
    public OnnxTensor? InitialHidden { get; }

    /// <summary>As <see cref="InitialHidden"/>.</summary>
    public OnnxTensor? InitialCell { get; }

    /// <summary>[D, 3·H], by gate i, o, f.</summary>
    public OnnxTensor? Peepholes { get; }

    /// <summary>Steps.</summary>
    public int T { get; }

    /// <summary>Sequences.</summary>
    public int B { get; }

    /// <summary>Inputs of a step.</summary>
    public int I { get; }

    /// <summary>Units.</summary>
    public int H { get; }

    /// <summary>Directions.</summary>
    public int D { get; }

    /// <summary>[B]: steps of each sequence.</summary>
    public int[] Lengths { get; }

    /// <summary>Whether the rows of X and Y lie by time and then by sequence: layout 0.</summary>
    public bool IsTimeFirst => !_isBatchFirst;

    /// <summary>Which row of X holds a step of a sequence.</summary>
    public int InputRow(int step, int sequence) => _isBatchFirst ? (sequence * T) + step : (step * B) + sequence;

    /// <summary>Which row of Y, [T, D, B, H] or [B, T, D, H], holds a step.</summary>
    public int OutputRow(int step, int direction, int sequence) =>
        _isBatchFirst ? (((sequence * T) + step) * D) + direction : (((step * D) + direction) * B) + sequence;

    /// <summary>Which row of a state, [D, B, H] or [B, D, H], belongs to a sequence.</summary>
    public int StateRow(int direction, int sequence) =>
        _isBatchFirst ? (sequence * D) + direction : (direction * B) + sequence;

    /// <summary>Memory for Y, Y_h and, with a cell, Y_c; zero.</summary>
    public FreshTensor[] MakeOutputs(bool hasCell)
    {
        FreshTensor y = _call.New(X.Type, _isBatchFirst ? [B, T, D, H] : [T, D, B, H]);
        int[] state = _isBatchFirst ? [B, D, H] : [D, B, H];
        return hasCell ? [y, _call.New(X.Type, state), _call.New(X.Type, state)] : [y, _call.New(X.Type, state)];
    }

    private void Require(OnnxTensor? tensor, string name, int[] dims, bool sameType = true)
    {
        if (tensor is not null && (!tensor.Dims.SequenceEqual(dims) || (sameType && tensor.Type != X.Type)))
        {
            throw _call.Wrong(
                $"is given {name} {tensor}, but "
                + $"expects {(sameType ? X.Type.Name() + " " : "")}[{OnnxTensor.Text(dims)}] for X {X} and {H} units "
                + $"in {D} {(D == 1 ? "direction" : "directions")}.");
        }
    }

    private int[] ReadLengths()
    {
        if (_call.Optional(4) is null)
        {
            int[] all = _call.Scratch<int>(B);
            Array.Fill(all, T);
            return all;
        }

        int[] lengths = _call.Wholes(4);
        return lengths.Length == B && lengths.All(l => l >= 0 && l <= T)
            ? lengths
            : throw _call.Wrong(
                $"is given sequence_lens [{string.Join(", ", lengths.Take(16))}], but expects {B} numbers from 0 "
                + $"to {T}.");
    }
}
