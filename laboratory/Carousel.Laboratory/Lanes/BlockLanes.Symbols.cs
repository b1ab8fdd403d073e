using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Carousel.Kernels;

namespace Carousel.Laboratory.Lanes;

/// <content>Large alphabets: a lane's step looks up the column of its symbol, and of the kept derivatives only that
/// column grows.</content>
/// <remarks>
/// Columns lie lane by lane, [L, symbols, units]: when one lane learns, nothing of the others is touched. Only columns
/// met since the sequence began have derivatives.
/// Networks with forget gates (all columns decay), momentum or the full gradient spread their symbols out instead.
/// </remarks>
internal sealed unsafe partial class BlockLanes<V, O>
{
    /// <summary>Steps from asking for a column to looking it up.</summary>
    private const int FetchAhead = 3;

    private readonly bool _looksUp;

    /// <summary>
    /// Weights of a symbol's column: hidden units, and output units where inputs feed them; 0 without columns.
    /// </summary>
    private readonly int _hiddenColumnWidth, _outputColumnWidth;

    /// <summary>[L, symbols, units], [L, symbols, outputs], [L, symbols, columns of the tables].</summary>
    private readonly float* _hiddenColumns, _outputColumns, _columnTables;

    /// <summary>[L, symbols]: the symbols met since the sequence began, in the order in which they came.</summary>
    private readonly int* _touched, _touchedCount;
    private readonly byte* _isTouched;

    /// <summary>
    /// What the symbols of the step to come, and of the one after it, give: [units, L] net inputs or [inputs, L].
    /// </summary>
    private readonly float* _ready, _next;
    private int* _presentSymbols;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float* Column(float* columns, int width, int lane, int symbol) =>
        columns + ((((long)lane * Network.Inputs) + symbol) * width);

    /// <inheritdoc/>
    /// <remarks>
    /// What single lanes write is read as a vector a step later: a vector that is read at once waits until the writes
    /// have left the processor's queue.
    /// </remarks>
    public override void Steps(int* symbols, int count, bool readsOutputs)
    {
        int n = O.Count;
        float* ready = _ready, next = _next;
        Prepare(symbols, ready);
        for (int k = 0; k < count; k++, symbols += n)
        {
            if (k < count - 1)
            {
                Prepare(symbols + n, next);
            }

            if (_looksUp && k < count - FetchAhead)
            {
                Fetch(symbols + (FetchAhead * n));
            }

            float* slot = BeginSlot();
            if (_looksUp)
            {
                _presentSymbols = symbols;
                Advance(slot, ready, readsOutputs && k == count - 1);
                AddToColumnTables(symbols, _stepCoefficients);
            }
            else
            {
                Copy(ready, slot, _inputs);
                Advance(slot, null, readsOutputs && k == count - 1);
            }

            float* used = ready;
            ready = next;
            next = used;
        }

        symbols -= n;
        if (symbols != _inputSymbols)
        {
            new ReadOnlySpan<int>(symbols, n).CopyTo(new Span<int>(_inputSymbols, n));
        }

        _presentSymbols = _inputSymbols;
    }

    /// <summary>What a step needs of its symbols: net inputs looked up in columns, or inputs of 0 and 1.</summary>
    private void Prepare(int* symbols, float* ready)
    {
        if (_looksUp)
        {
            GatherColumns(symbols, ready);
            return;
        }

        for (nint k = 0; k < (nint)_inputs * O.Count; k += O.Count)
        {
            O.Store(O.Zero, ready + k);
        }

        for (int lane = 0; lane < O.Count; lane++)
        {
            if (symbols[lane] >= 0)
            {
                ready[((nint)symbols[lane] * O.Count) + lane] = 1;
            }
        }
    }

    /// <summary>Net inputs of the hidden units from the symbols, without recurrent terms.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void GatherColumns(int* symbols, float* nets)
    {
        int n = O.Count, units = _units;
        float* columns = _hiddenColumns;
        long lanes = (long)Network.Inputs * units;
        for (int lane = 0; lane < n; lane++, columns += lanes, nets++)
        {
            int symbol = symbols[lane];
            float* column = columns + ((nint)Math.Max(symbol, 0) * units), net = nets;
            float* end = column + units;
            for (; column < end; column++, net += n)
            {
                *net = symbol < 0 ? 0 : *column;
            }
        }
    }

    /// <summary>
    /// Asks for the columns of symbols to come: at random places in a large alphabet they would be waited for.
    /// </summary>
    private void Fetch(int* symbols)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        for (int lane = 0; lane < O.Count; lane++)
        {
            int symbol = Math.Max(symbols[lane], 0);
            Sse.Prefetch0(Column(_hiddenColumns, _units, lane, symbol));
            Sse.Prefetch0(Column(_columnTables, _columns, lane, symbol));
        }
    }

    private void AddOutputColumns()
    {
        int n = O.Count;
        for (int lane = 0; lane < n; lane++)
        {
            if (_presentSymbols[lane] < 0)
            {
                continue;
            }

            float* column = Column(_outputColumns, _outputs, lane, _presentSymbols[lane]);
            float* net = _outputValues + lane;
            for (int k = 0; k < _outputs; k++, net += n)
            {
                *net += column[k];
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddToColumnTables(int* symbols, float* coefficients)
    {
        int n = O.Count, width = _columns, inputs = Network.Inputs;
        int* count = _touchedCount, touched = _touched;
        byte* isTouched = _isTouched;
        float* tables = _columnTables;
        for (int lane = 0; lane < n; lane++, touched += inputs, isTouched += inputs, tables += (nint)inputs * width)
        {
            int symbol = symbols[lane];
            if (symbol < 0)
            {
                continue;
            }

            // Without a branch, which would be a matter of chance: the place after the last is written in any case.
            touched[Math.Min(count[lane], inputs - 1)] = isTouched[symbol] == 0
                ? symbol
                : touched[Math.Min(count[lane], inputs - 1)];
            count[lane] += 1 - isTouched[symbol];
            isTouched[symbol] = 1;
            float* table = tables + ((nint)symbol * width), growth = coefficients + lane, end = table + width;
            for (; table < end; table++, growth += n)
            {
                *table += *growth;
            }
        }
    }

    private void ClearColumns(int lane)
    {
        int width = _columns;
        float* tables = Column(_columnTables, width, lane, 0);
        byte* isTouched = _isTouched + ((nint)lane * Network.Inputs);
        foreach (int symbol in new ReadOnlySpan<int>(_touched + ((nint)lane * Network.Inputs), _touchedCount[lane]))
        {
            isTouched[symbol] = 0;
            float* table = tables + ((nint)symbol * width), end = table + width;
            for (; table + 4 <= end; table += 4)
            {
                Lanes128.Store(Lanes128.Zero, table);
            }

            for (; table < end; table++)
            {
                *table = 0;
            }
        }

        _touchedCount[lane] = 0;
    }

    private void ChangeColumns()
    {
        int n = O.Count;
        for (int lane = 0; lane < n; lane++)
        {
            if (_gains[lane] != 0)
            {
                ChangeColumns(lane);
            }
        }
    }

    /// <summary>
    /// The learning lane's columns that were met; output gates and output units learn only from the present symbol.
    /// </summary>
    private void ChangeColumns(int lane)
    {
        int n = O.Count, cells = _cells, size = _size, units = _units, columns = _columns;
        float* errors = stackalloc float[cells];
        for (int c = 0; c < cells; c++)
        {
            errors[c] = _stateDeltas[(c * n) + lane];
        }

        float* allWeights = Column(_hiddenColumns, units, lane, 0), tables = Column(_columnTables, columns, lane, 0);
        foreach (int symbol in new ReadOnlySpan<int>(_touched + ((nint)lane * Network.Inputs), _touchedCount[lane]))
        {
            float* weights = allWeights + ((nint)symbol * units), table = tables + ((nint)symbol * columns),
                gates = weights + cells;
            for (int c = 0; c < cells; c++)
            {
                weights[c] = MathF.FusedMultiplyAdd(errors[c], table[c], weights[c]);
            }

            table += cells;
            for (int c = 0; c < cells; gates++)
            {
                float sum = *gates;
                for (int end = c + size; c < end; c++)
                {
                    sum = MathF.FusedMultiplyAdd(errors[c], table[c], sum);
                }

                *gates = sum;
            }
        }

        int present = _inputSymbols[lane];
        if (present < 0)
        {
            return;
        }

        if (Network.HasOutputGates)
        {
            float* gates = Column(_hiddenColumns, _units, lane, present) + _outputGate;
            for (int j = 0; j < _blocks; j++)
            {
                gates[j] += _gateDeltas[(j * n) + lane];
            }
        }

        if (FeedsOutputs)
        {
            float* column = Column(_outputColumns, _outputs, lane, present);
            for (int k = 0; k < _outputs; k++)
            {
                column[k] += _outputDeltas[(k * n) + lane];
            }
        }
    }
}
