using Carousel.Inspection.Equations;
using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>A run with its twin.</summary>
internal abstract partial class CellRun
{
    /// <summary>Every value was written, and is a number.</summary>
    public void AreNumbers()
    {
        // Of a sequence that has ended nothing is kept for later chunks of steps.
        Memory<float> rest = IsRestKept ? Rest : Rest[..Carried.Length];
        foreach ((string name, Memory<float> values) in new[]
            { ("h", States), ("rest", rest), ("carried", Carried), ("gates", Gates), ("dh", Dh), ("d rest", DRest),
                ("dx", Dx), ("dW", DW), ("dR", DR), ("db", DB), ("dq", DQ) })
        {
            BoundsShapes.AreNumbers(values.Span, name);
        }
    }

    /// <summary>Holds everything against the twin, which takes one sequence at a time.</summary>
    public void EqualsTheTwin(CellReference twin)
    {
        (int A, int rest, int batch) = (Sizes.Columns, Sizes.Rest, Rows.B);
        var weights = new EquationWeights(
            H, TwinArrays.Vector(W.ToArray()), TwinArrays.Vector(R.ToArray()), TwinArrays.Vector(B.ToArray()))
        {
            Heads = Sizes.Heads,
            Q = Q.IsEmpty ? null : TwinArrays.Vector(Q.ToArray()),
        };
        double[,] h = new double[Rows.N, H], kept = new double[Rows.N, rest], last = new double[batch, rest],
            dx = new double[Rows.N, I], dStart = new double[batch, H], dRest = new double[batch, rest];
        double[] dw = new double[A * I], dr = new double[R.Length], db = new double[A], dq = new double[Q.Length];
        for (int b = 0; b < batch; b++)
        {
            double[,] x = Rows.Sequence(X.Span, b, I);
            double[] start = [.. PackedRows.RowOf(States.Span, b, H), .. PackedRows.RowOf(StartRest, b, rest)];
            CellStep[] steps = twin.Run(weights, x, start, Reverse);
            double[] final = steps.Length == 0 ? start : steps[Reverse ? 0 : ^1].After;
            for (int t = 0; t < steps.Length; t++)
            {
                Put(h, Rows.Row(b, t), steps[t].Output);
                Put(kept, Rows.Row(b, t), steps[t].After.AsSpan(H));
            }

            CellReferenceGradients d = twin.Backward(
                weights, x, start, Rows.Sequence(DhGiven, b, H, batch),
                [.. new double[H], .. PackedRows.RowOf(DRestGiven, b, rest)], Reverse);
            Rows.Set(dx, b, d.Dx);
            TwinArrays.Add(dw, d.Dw);
            TwinArrays.Add(dr, d.Dr);
            TwinArrays.Add(db, d.Db);
            TwinArrays.Add(dq, d.Dq);
            Put(last, b, final.AsSpan(H));
            Put(dStart, b, d.DStart.AsSpan(0, H));
            Put(dRest, b, d.DStart.AsSpan(H));
        }

        Near.Largest(States.Span[(batch * H)..], h, Share);
        Near.Largest(
            IsRestKept ? Rest.Span[(batch * rest)..] : Rest.Span[..(batch * rest)], IsRestKept ? kept : last, Share);
        Near.Largest(Dx.Span, dx, Share);
        if (Sizes.Heads == 0)
        {
            Near.Largest(Dh.Span[..(batch * H)], dStart, Share);
        }

        Near.Largest(DRest.Span, dRest, Share);
        Near.Largest(DW.Span, dw, Share);
        Near.Largest(DR.Span, dr, Share);
        Near.Largest(DB.Span, db, Share);
        Near.Largest(DQ.Span, dq, Share);
    }

    private static void Put(double[,] rows, int row, ReadOnlySpan<double> values) =>
        values.CopyTo(Near.Flat(rows)[(row * values.Length)..]);
}
