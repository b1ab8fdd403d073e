using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>A recurrent layer over packed sequences on the tape.</summary>
internal static class RecurrentOp
{
    /// <summary>Operands after those of every cell: see the order in Apply.</summary>
    private const int Table = 11, Mask = 12, FirstVariant = 13;

    /// <summary>Runs whole sequences.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="parameters">W, R, b, and q where the cell has it; which cell it is.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, I]; or, where there is a table, [N, 1] whole numbers 0 … V − 1.</param>
    /// <param name="initialState">[B, H + RestLength], h, then the rest of the state, in the caller's order;
    /// <c>default</c> for zeros.</param>
    /// <param name="reverse">Run from the last step to the first.</param>
    /// <param name="table">[V, I], few rows by number, only for an LSTM: EmbeddingOp and this in one. Forward it has
    /// the bits of the two; backward it sums by row of the table first, which is another order of the same
    /// sums.</param>
    /// <param name="mask">[B, P] in packed order: the factor of h₋ where the gates of an LSTM see it; none in
    /// inference.</param>
    /// <returns>Hidden [N, H] and FinalState [B, H + RestLength].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not a row of the table.</exception>
    public static (Variable Hidden, Variable FinalState) Apply(
        Tape tape, RecurrentParameters parameters, Packing packing, Variable x, Variable initialState = default,
        bool reverse = false, Variable table = default, Tensor mask = default)
    {
        (int B, int N, int H) = (packing.BatchSize, packing.Rows, parameters.Units);
        (int stateSize, int G) = (H + parameters.RestLength, parameters.GatesLength);
        ShapeException.Require(x.Shape, new Shape(N, table.IsNone ? parameters.Inputs : 1));
        if (!table.IsNone)
        {
            ShapeException.Require(table.Shape, new Shape(table.Shape[0], parameters.Inputs));
        }

        if (!initialState.IsNone)
        {
            ShapeException.Require(initialState.Shape, new Shape(B, stateSize));
        }

        #region apply
        Variable w = Use(tape, parameters, parameters.W),
            r = parameters.R is null ? default : Use(tape, parameters, parameters.R),
            b = tape.Use(parameters.B), q = Use(tape, parameters.Q);

        // Where training sums in another order it does so whether or not this run is the one that goes back.
        bool trains = parameters.CarriesRest && tape.Mode != TapeMode.Inference, keeps = trains || tape.KeepsGates,
            keepsRest = parameters.CarriesRest ? trains : keeps;
        Tensor h = tape.Arena.Allocate(new Shape(B + N, H)), c = default, gates = default, starts = default;
        if (stateSize > H)
        {
            c = tape.Arena.Allocate(new Shape(keepsRest ? parameters.KeptRests(packing) : B, stateSize - H));
        }

        if (keeps && G > 0)
        {
            gates = tape.Arena.Allocate(new Shape(N, G));
        }

        if (!table.IsNone)
        {
            var size = new LstmSize(parameters.Inputs, H);
            starts = tape.Arena.Allocate(new Shape(LstmKernel.SymbolStartsLength(size, table.Shape[0])));
        }

        Variable finalState = tape.Result(new Shape(B, stateSize));
        tape.Backend.RecurrentForward(new CellCall
        {
            Parameters = parameters,
            Packing = packing,
            Reverse = reverse,
            X = x.Value,
            Table = table.Value,
            Starts = starts,
            RecurrentMask = mask,
            InitialState = initialState.Value,
            H = h,
            C = c,
            Gates = gates,
            FinalState = finalState.Value,
        });
        tape.Observer?.Ran(new RecurrentRun(
            parameters, table.IsNone ? x.Value : default, h.Rows(B, N),
            stateSize > H && keepsRest && !parameters.CarriesRest ? c.Rows(B, N) : default, gates));
        Variable hidden = tape.Result(h.Rows(B, N));
        if (tape.IsRecording)
        {
            var v = parameters as LstmVariantParameters;
            tape.Record(
                Backward, [hidden, finalState],
                [
                    x, initialState, w, r, b, q, tape.Constant(h), tape.Constant(c), tape.Constant(gates), table,
                    tape.Constant(mask), Use(tape, v?.Peepholes), Use(tape, v?.Projection),
                ],
                new TapeEntry
                {
                    Packing = packing,
                    Context = parameters,
                    Index = reverse ? 1 : 0,
                    Border = table.IsNone
                        ? tape.Border?.Open(G, parameters.HandsStateGradient ? H : 0) ?? 0
                        : 0,
                });
        }
        #endregion

        return (hidden, finalState);
    }

    private static void Backward(in TapeEntry entry)
    {
        Tape tape = entry.Tape;
        var parameters = (RecurrentParameters)entry.Context!;
        Packing packing = entry.Packing!;
        (int B, int H, bool reverse) = (packing.BatchSize, parameters.Units, entry.Index == 1);
        Variable x = entry[2], table = entry[Table];
        Tensor h = entry.Value(8), c = entry.Value(9),
            gates = entry.Value(10), dFinal = tape.GradientIfAny(entry[1]);
        Tensor dh = tape.Arena.Allocate(h.Shape),
            dc = c.IsNone ? default : tape.Arena.Allocate(new Shape(B, parameters.RestLength)),
            sums = table.IsNone ? default : tape.Arena.Allocate(new Shape(checked(6 * table.Shape[0] * H)));
        tape.CopyGradient(entry[0], dh.Rows(B, packing.Rows));
        SegmentBorder? border = entry.Border > 0 ? tape.Border : null;
        SegmentBorder.Handed handed = border is null ? default : border[entry.Border];
        if (border is { After: > 0 and int after })
        {
            int last = B + packing.FirstRow(reverse, last: true);
            entry.Backend.RecurrentStateGradient(
                parameters, h.Rows(last, after), First(handed.Came, after), First(handed.CameGradient, after),
                dh.Rows(last, after));
            border.Forget(tape, packing, dFinal, H);
        }

        // The way back overwrites the gates.
        int before = border?.Before ?? 0, first = before > 0 ? packing.FirstRow(reverse) : 0;
        if (parameters.HandsStateGradient)
        {
            Hand(tape, gates, first, handed.Left, before);
        }

        #region backward
        entry.Backend.RecurrentBackward(new CellCall
        {
            Parameters = parameters,
            Packing = packing,
            Reverse = reverse,
            X = x.Value,
            Table = table.Value,
            RecurrentMask = entry.Value(Mask),
            H = h,
            C = c,
            Gates = gates,
            Dh = dh,
            Dc = dc,
            DFinalState = dFinal,
            Dx = table.IsNone ? entry.GradientIfNeeded(2) : default,
            DTable = table.IsNone ? default : entry.GradientIfNeeded(Table),
            Sums = sums,
            Dw = entry.GradientIfNeeded(4),
            Dr = entry.GradientIfNeeded(5),
            Db = entry.GradientIfNeeded(6),
            Dq = entry.GradientIfNeeded(7),
            DVariant = new LstmVariantTensors
            {
                Peepholes = entry.GradientIfNeeded(FirstVariant),
                Projection = entry.GradientIfNeeded(FirstVariant + 1),
            },
            DInitialState = entry.GradientIfNeeded(3),
        });
        #endregion
        if (parameters.HandsStateGradient)
        {
            Hand(tape, dh, B + first, handed.LeftGradient, before);
        }
        else
        {
            Hand(tape, gates, first, handed.Left, before);
        }
    }

    /// <summary>The gradient of an operand; no tensor where it is not wanted.</summary>
    private static Variable Use(Tape tape, Parameter? parameter) => parameter is null ? default : tape.Use(parameter);

    /// <summary>A matrix that may be in 8 bits, where the cell's kernel reads those.</summary>
    private static Variable Use(Tape tape, RecurrentParameters parameters, Parameter matrix) =>
        parameters.QuantizedForward is null ? tape.Use(matrix) : tape.UsePacked(matrix);

    private static Tensor First(Tensor rows, int count) => rows.IsNone ? default : rows.Rows(0, count);

    /// <summary>Leaves some rows for the segment run before.</summary>
    private static void Hand(Tape tape, Tensor rows, int first, Tensor left, int count)
    {
        if (count > 0 && !left.IsNone)
        {
            tape.Backend.Copy(rows.Rows(first, count), left.Rows(0, count));
        }
    }
}
