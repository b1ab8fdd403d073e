using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>What is done to rows, each with a number of its own.</summary>
internal readonly unsafe partial struct ChunkMatrix
{
    /// <summary>Each row = its factor · the same row of another matrix of the same size.</summary>
    /// <param name="factors">[rows].</param>
    /// <param name="from">The matrix.</param>
    public void Scale<V, O>(float* factors, in ChunkMatrix from)
        where O : ILanes<V> => Scale<V, O>(factors, from, adds: false);

    /// <summary>All values = factor · themselves.</summary>
    public void Scale<V, O>(float factor)
        where O : ILanes<V> => Map<V, O, ScaleMap>(new ScaleMap(factor), this, this, this);

    /// <summary>Each row += its factor · a row of another matrix with as many columns.</summary>
    /// <param name="factors">[rows].</param>
    /// <param name="from">The matrix: the same row of it, or its only one.</param>
    public void AddScaled<V, O>(float* factors, in ChunkMatrix from)
        where O : ILanes<V> => Scale<V, O>(factors, from, adds: true);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scale<V, O>(float* factors, in ChunkMatrix from, bool adds)
        where O : ILanes<V>
    {
        nint step = from.Rows == 1 ? 0 : Width;
        for (int panel = 0; panel * Width < columns; panel++)
        {
            float* to = Row(0, panel);
            float* source = from.Row(0, panel);
            int wide = Wide(panel);
            for (int row = 0; row < rows; row++, to += Width, source += step)
            {
                V by = O.Broadcast(factors[row]);
                for (int column = 0; column < wide; column += O.Count)
                {
                    V value = O.Load(source + column);
                    value = adds ? O.MultiplyAdd(by, value, O.Load(to + column)) : O.Multiply(by, value);
                    O.Store(value, to + column);
                }
            }
        }
    }

    /// <summary>The only row += Σ factor · row of another matrix with as many columns.</summary>
    /// <param name="factors">[rows of the other].</param>
    /// <param name="from">The matrix.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddWeighted<V, O>(float* factors, in ChunkMatrix from)
        where O : ILanes<V>
    {
        for (int panel = 0; panel * Width < columns; panel++)
        {
            for (int column = 0; column < Wide(panel); column += O.Count)
            {
                V sum = O.Load(Row(0, panel) + column);
                float* source = from.Row(0, panel) + column;
                for (int row = 0; row < from.Rows; row++, source += Width)
                {
                    sum = O.MultiplyAdd(O.Broadcast(factors[row]), O.Load(source), sum);
                }

                O.Store(sum, Row(0, panel) + column);
            }
        }
    }

    /// <summary>The product of each row with a row of another matrix with as many columns.</summary>
    /// <param name="other">The matrix: the same row of it, or its only one.</param>
    /// <param name="to">[rows], overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Dot<V, O>(in ChunkMatrix other, float* to)
        where O : ILanes<V>
    {
        int step = other.Rows == 1 ? 0 : 1;
        for (int row = 0; row < rows; row++)
        {
            to[row] = Dot<V, O>(row, other, step * row);
        }
    }

    /// <summary>The product of two matrices of one size, all their values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float Dot<V, O>(in ChunkMatrix other)
        where O : ILanes<V>
    {
        double sum = 0;
        for (int row = 0; row < rows; row++)
        {
            sum += Dot<V, O>(row, other, row);
        }

        return (float)sum;
    }

    /// <summary>The sum of each row of a lower triangle, whose diagonal tiles hold zeros above it.</summary>
    /// <param name="to">[rows], overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SumLower<V, O>(float* to)
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row++)
        {
            Sixteen<V> lanes = default;
            for (int column = 0; column <= row; column += 16)
            {
                lanes.Add<O>(Row(row) + column);
            }

            to[row] = lanes.Fold<O>();
        }
    }

    /// <summary>All values = map(a, b, c, themselves), of matrices of one size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Map<V, O, M>(M map, in ChunkMatrix a, in ChunkMatrix b, in ChunkMatrix c)
        where O : ILanes<V>
        where M : struct, IElementMap
    {
        for (int panel = 0; panel * Width < columns; panel++)
        {
            int wide = Wide(panel);
            for (int row = 0; row < rows; row++)
            {
                float* y = Row(row, panel);
                float* pa = a.Row(row, panel);
                float* pb = b.Row(row, panel);
                float* pc = c.Row(row, panel);
                for (int k = 0; k < wide; k += O.Count)
                {
                    O.Store(map.Apply<V, O>(O.Load(pa + k), O.Load(pb + k), O.Load(pc + k), O.Load(y + k)), y + k);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Dot<V, O>(int row, in ChunkMatrix other, int otherRow)
        where O : ILanes<V>
    {
        float sum = 0;
        for (int panel = 0; panel * Width < columns; panel++)
        {
            float* a = Row(row, panel);
            float* b = other.Row(otherRow, panel);
            Sixteen<V> lanes = default;
            for (int column = 0; column < Wide(panel); column += 16)
            {
                lanes.AddProduct<O>(a + column, b + column);
            }

            sum += lanes.Fold<O>();
        }

        return sum;
    }

    /// <summary>Sixteen sums, joined by one fixed tree: the same bits on every width.</summary>
    private struct Sixteen<V>
    {
        private V _s0, _s1, _s2, _s3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddProduct<O>(float* a, float* b)
            where O : ILanes<V>
        {
            int c = O.Count;
            _s0 = O.MultiplyAdd(O.Load(a), O.Load(b), _s0);
            if (c < 16)
            {
                _s1 = O.MultiplyAdd(O.Load(a + c), O.Load(b + c), _s1);
            }

            if (c < 8)
            {
                _s2 = O.MultiplyAdd(O.Load(a + (2 * c)), O.Load(b + (2 * c)), _s2);
                _s3 = O.MultiplyAdd(O.Load(a + (3 * c)), O.Load(b + (3 * c)), _s3);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add<O>(float* a)
            where O : ILanes<V>
        {
            int c = O.Count;
            _s0 = O.Add(O.Load(a), _s0);
            if (c < 16)
            {
                _s1 = O.Add(O.Load(a + c), _s1);
            }

            if (c < 8)
            {
                _s2 = O.Add(O.Load(a + (2 * c)), _s2);
                _s3 = O.Add(O.Load(a + (3 * c)), _s3);
            }
        }

        /// <summary>Lane l with lane l + 8, then 4, 2, 1.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly float Fold<O>()
            where O : ILanes<V>
        {
            V sum = O.Count switch
            {
                16 => _s0,
                8 => O.Add(_s0, _s1),
                _ => O.Add(O.Add(_s0, _s2), O.Add(_s1, _s3)),
            };
            Vector128<float> four = O.FoldToFour(sum);
            return (four.GetElement(0) + four.GetElement(2)) + (four.GetElement(1) + four.GetElement(3));
        }
    }
}
