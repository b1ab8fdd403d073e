using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Attention;

/// <summary>
/// Drawn values of one shape, and everything that the kernel makes of them. Looks are the rows at each place.
/// </summary>
internal sealed class CrossAttentionRun
{
    public CrossAttentionRun(
        int features, int values, bool isAdditive, PackedRows memory, int[][] looks, int seed, double scale = 1)
    {
        var draws = new Draws(seed);
        int Q = looks.Sum(rows => rows.Length);
        (Size, Memory, Looks) = (new CrossAttentionSize(Q, features, values), memory, looks);
        (Query, Keys, Values) = (
            draws.Floats(Q * features, scale), draws.Floats(memory.N * features, scale),
            draws.Floats(memory.N * values));
        (Score, DContext) = (isAdditive ? draws.Floats(features) : [], draws.Floats(Q * values));
        (Context, Weights) = (new float[Q * values], new float[Q * memory.T]);
        (DQuery, DKeys, DValues, DScore) = (
            new float[Q * features], new float[memory.N * features], new float[memory.N * values],
            new float[Score.Length]);
    }

    public CrossAttentionSize Size { get; }

    public PackedRows Memory { get; }

    public int[][] Looks { get; }

    public float[] Query { get; set; }

    public float[] Keys { get; set; }

    public float[] Values { get; set; }

    public float[] Score { get; set; }

    public float[] DContext { get; set; }

    public float[] Context { get; }

    public float[] Weights { get; }

    public float[] DQuery { get; }

    public float[] DKeys { get; }

    public float[] DValues { get; }

    public float[] DScore { get; }

    public CrossAttentionRun Run()
    {
        for (int place = 0; place < Memory.B; place++)
        {
            CrossAttentionKernel.Forward(new CrossAttentionSpans
            {
                Size = Size,
                RowStart = Memory.RowStart,
                Place = place,
                Rows = Looks[place],
                Query = Query,
                Keys = Keys,
                Attended = Values,
                Score = Score,
                Context = Context,
                Weights = Weights,
                Scratch = new float[Size.A],
            });
            CrossAttentionKernel.Backward(new CrossAttentionSpans
            {
                Size = Size,
                RowStart = Memory.RowStart,
                Place = place,
                Rows = Looks[place],
                Query = Query,
                Keys = Keys,
                Attended = Values,
                Score = Score,
                Weights = Weights,
                DContext = DContext,
                DQuery = DQuery,
                DKeys = DKeys,
                DAttended = DValues,
                DScore = DScore,
                Scratch = new float[(2 * Size.A) + Memory.T],
            });
        }

        return this;
    }

    public CrossAttentionRun Run<V, O>()
        where O : ILanes<V>
    {
        for (int place = 0; place < Memory.B; place++)
        {
            new CrossAttentionKernel.ForwardRun().Run<V, O>(new CrossAttentionSpans
            {
                Size = Size,
                RowStart = Memory.RowStart,
                Place = place,
                Rows = Looks[place],
                Query = Query,
                Keys = Keys,
                Attended = Values,
                Score = Score,
                Context = Context,
                Weights = Weights,
                Scratch = new float[Size.A],
            });
            new CrossAttentionKernel.BackwardRun().Run<V, O>(new CrossAttentionSpans
            {
                Size = Size,
                RowStart = Memory.RowStart,
                Place = place,
                Rows = Looks[place],
                Query = Query,
                Keys = Keys,
                Attended = Values,
                Score = Score,
                Weights = Weights,
                DContext = DContext,
                DQuery = DQuery,
                DKeys = DKeys,
                DAttended = DValues,
                DScore = DScore,
                Scratch = new float[(2 * Size.A) + Memory.T],
            });
        }

        return this;
    }

    public ulong Hash() => PackedRows.Hash(Context, Weights, DQuery, DKeys, DValues, DScore);

    /// <summary>Rows of a matrix, one after the other.</summary>
    public static float[] Rows(float[] matrix, int features, IEnumerable<int> rows) =>
        [.. rows.SelectMany(row => matrix.AsSpan(row * features, features).ToArray())];

    /// <summary>The memory's rows of the sequence at a place.</summary>
    public IEnumerable<int> RowsOf(int place) =>
        Enumerable.Range(0, Memory.Lengths[place]).Select(t => Memory.Row(place, t));

    /// <summary>The sequence at a place and its looks, run by themselves.</summary>
    public CrossAttentionRun Alone(int place) =>
        new(
            Size.A, Size.D, Score.Length > 0, new PackedRows(Memory.Lengths[place]),
            [[.. Enumerable.Range(0, Looks[place].Length)]], 1)
        {
            Query = Rows(Query, Size.A, Looks[place]),
            Keys = Rows(Keys, Size.A, RowsOf(place)),
            Values = Rows(Values, Size.D, RowsOf(place)),
            Score = Score,
            DContext = Rows(DContext, Size.D, Looks[place]),
        };
}
