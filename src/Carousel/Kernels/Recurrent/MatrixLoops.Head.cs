using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>One head of one sequence, chunk by chunk.</summary>
internal static unsafe partial class MatrixLoops
{
    private readonly ref struct HeadRun
    {
        private readonly MatrixSize _size;
        private readonly int _head;
        private readonly int _batch;
        private readonly int _place;
        private readonly float* _rest;
        private readonly float* _gates;
        private readonly float* _h;
        private readonly float* _scratch;

        /// <summary>A head.</summary>
        /// <param name="size">Sizes.</param>
        /// <param name="head">Which.</param>
        /// <param name="batch">B.</param>
        /// <param name="place">Of which sequence.</param>
        /// <param name="rest">[KeptRows, Rest].</param>
        /// <param name="gates">[N, Columns].</param>
        /// <param name="h">[B+N, H], or its gradient.</param>
        /// <param name="scratch">ChunkScratch values.</param>
        public HeadRun(
            MatrixSize size, int head, int batch, int place, float* rest, float* gates, float* h, float* scratch)
        {
            (_size, _head, _batch, _place) = (size, head, batch, place);
            _rest = rest;
            _gates = gates;
            _h = h;
            _scratch = scratch;
        }

        public void Forward<TCell, V, O>(in SequenceLine line)
            where TCell : struct, IMatrixCell<TCell>
            where O : ILanes<V>
        {
            float* carried = Kept(0);
            for (int first = 0, chunk = 1; first < line.Length; first += MatrixSize.Chunk, chunk++)
            {
                Carry(carried, Kept(chunk));
                var room = new ChunkRoom(_scratch, _size.ChunkScratch);
                MatrixChunk c = Gather<V, O>(ref room, line, first, carried);
                c.Room = room;
                TCell.Forward<V, O>(c, ends: true);
                c.Memory.Store<V, O>(Matrix(carried), _size.Head);
                if (_size.HasNormalizer)
                {
                    c.Norm.StoreRow<V, O>(0, Norm(carried));
                    *Level(carried) = *c.Level;
                }

                c.Shown.Map<V, O, GateMap>(default, c.Output, c.Shown, c.Shown);
                for (int t = 0; t < c.Steps; t++)
                {
                    c.Shown.StoreRow<V, O>(t, Units(_h, _batch + line.Row(first + t)));
                }
            }
        }

        public void Backward<TCell, V, O>(in SequenceLine line, float* dRest)
            where TCell : struct, IMatrixCell<TCell>
            where O : ILanes<V>
        {
            int d = _size.Head, chunks = (int)MatrixSize.Chunks(line.Length);
            var room = new ChunkRoom(_scratch, _size.ChunkScratch);
            ChunkMatrix dMemory = room.Matrix(d, d), dNorm = room.Matrix(1, d);
            float* dLevel = room.Row();
            *dLevel = 0;
            dMemory.Load<V, O>(Matrix(dRest), d);
            if (_size.HasNormalizer)
            {
                dNorm.LoadRow<V, O>(0, Norm(dRest));

                // What is not a matter of scale alone.
                *dLevel = *Level(dRest) - Flow<V, O>(room, Kept(0), dMemory, dNorm);
            }

            for (int chunk = chunks; chunk > 0; chunk--)
            {
                float flow = Flow<V, O>(room, chunk == chunks ? Kept(0) : Kept(chunk + 1), dMemory, dNorm);
                ChunkRoom own = room;
                int first = (chunk - 1) * MatrixSize.Chunk;
                MatrixChunk c = Gather<V, O>(ref own, line, first, Kept(chunk));
                (c.DMemory, c.DNorm, c.Flow) = (dMemory, dNorm, flow);
                c.DLevel = dLevel;
                (c.DShown, c.DQuery) = (own.Matrix(c.Steps, d), own.Matrix(c.Steps, d));
                (c.DKey, c.DValue) = (own.Matrix(c.Steps, d), own.Matrix(c.Steps, d));
                c.DScalars = own.Take(TCell.Scalars * MatrixSize.Chunk);
                c.Room = own;
                TCell.Forward<V, O>(c, ends: false);
                for (int t = 0; t < c.Steps; t++)
                {
                    c.DShown.LoadRow<V, O>(t, Units(_h, _batch + line.Row(first + t)));
                }

                // First the gradient of what is shown, then that of the output gate, which overwrites the gate.
                c.DQuery.Map<V, O, GateMap>(default, c.Output, c.DShown, c.DShown);
                c.Output.Map<V, O, GateGradientMap>(default, c.Output, c.DShown, c.Shown);
                (c.DShown, c.DQuery) = (c.DQuery, c.DShown);
                TCell.Backward<V, O>(c);
                for (int t = 0; t < c.Steps; t++)
                {
                    float* a = Gates(line.Row(first + t));
                    c.DQuery.StoreRow<V, O>(t, a);
                    c.DKey.StoreRow<V, O>(t, a + _size.H);
                    c.DValue.StoreRow<V, O>(t, a + (2 * _size.H));
                    c.Output.StoreRow<V, O>(t, a + (3 * _size.H));
                    for (int gate = 0; gate < TCell.Scalars; gate++)
                    {
                        *Scalar(a, gate) = c.DScalars[(gate * MatrixSize.Chunk) + t];
                    }
                }
            }

            if (_size.HasNormalizer)
            {
                float* first = chunks > 0 ? Kept(1) : Kept(0);
                *Level(dRest) = *dLevel + Flow<V, O>(room, first, dMemory, dNorm);
                dNorm.StoreRow<V, O>(0, Norm(dRest));
            }

            dMemory.Store<V, O>(Matrix(dRest), d);
        }

        /// <summary>The rows of a chunk, and what the head held before it.</summary>
        private MatrixChunk Gather<V, O>(ref ChunkRoom room, in SequenceLine line, int first, float* rest)
            where O : ILanes<V>
        {
            int steps = Math.Min(MatrixSize.Chunk, line.Length - first), d = _size.Head;
            var c = new MatrixChunk
            {
                Steps = steps,
                Head = d,
                Query = room.Matrix(steps, d),
                Key = room.Matrix(steps, d),
                Value = room.Matrix(steps, d),
                Output = room.Matrix(steps, d),
                Shown = room.Matrix(steps, d),
                Memory = room.Matrix(d, d),
                Norm = room.Matrix(1, d),
                Level = room.Row(),
                Scalars = room.Take(_size.Scalars * MatrixSize.Chunk),
            };
            for (int t = 0; t < steps; t++)
            {
                float* a = Gates(line.Row(first + t));
                c.Query.LoadRow<V, O>(t, a);
                c.Key.LoadRow<V, O>(t, a + _size.H);
                c.Value.LoadRow<V, O>(t, a + (2 * _size.H));
                c.Output.LoadRow<V, O>(t, a + (3 * _size.H));
                for (int gate = 0; gate < _size.Scalars; gate++)
                {
                    c.Scalars[(gate * MatrixSize.Chunk) + t] = *Scalar(a, gate);
                }
            }

            c.Memory.Load<V, O>(Matrix(rest), d);
            if (_size.HasNormalizer)
            {
                c.Norm.LoadRow<V, O>(0, Norm(rest));
                *c.Level = *Level(rest);
            }

            return c;
        }

        /// <summary>What a head holds, times the gradients of it.</summary>
        private float Flow<V, O>(ChunkRoom room, float* rest, in ChunkMatrix dMemory, in ChunkMatrix dNorm)
            where O : ILanes<V>
        {
            ChunkMatrix held = room.Matrix(_size.Head, _size.Head);
            held.Load<V, O>(Matrix(rest), _size.Head);
            float flow = held.Dot<V, O>(dMemory);
            if (_size.HasNormalizer)
            {
                ChunkMatrix norm = room.Matrix(1, _size.Head);
                norm.LoadRow<V, O>(0, Norm(rest));
                flow += norm.Dot<V, O>(dNorm);
            }

            return flow;
        }

        private void Carry(float* from, float* to)
        {
            int d = _size.Head;
            new ReadOnlySpan<float>(Matrix(from), d * d).CopyTo(new Span<float>(Matrix(to), d * d));
            if (_size.HasNormalizer)
            {
                new ReadOnlySpan<float>(Norm(from), d).CopyTo(new Span<float>(Norm(to), d));
                *Level(to) = *Level(from);
            }
        }

        /// <summary>A row of states: 0 for the one carried, 1 … for where chunks begin.</summary>
        private float* Kept(int row) => _rest + ((((nint)row * _batch) + _place) * _size.Rest);

        private float* Matrix(float* rest) => rest + ((nint)_head * _size.Head * _size.Head);

        private float* Norm(float* rest) => rest + _size.Norm + (_head * _size.Head);

        private float* Level(float* rest) => rest + _size.Level + _head;

        private float* Gates(int row) => Units(_gates + (row * (nint)_size.Columns), 0);

        private float* Units(float* rows, int row) => rows + (row * (nint)_size.H) + (_head * _size.Head);

        private float* Scalar(float* a, int gate) =>
            a - (_head * _size.Head) + _size.WideColumns + (gate * _size.Heads) + _head;
    }

    /// <summary>b·c·σ(a)·(1 − σ(a)).</summary>
    private readonly struct GateGradientMap : IMapThree
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        {
            V o = Activations.Logistic<V, O>(a);
            return O.Multiply(O.Multiply(b, c), O.Multiply(o, O.Subtract(O.Broadcast(1), o)));
        }
    }
}
