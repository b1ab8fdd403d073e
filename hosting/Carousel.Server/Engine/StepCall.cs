using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Carousel.Server.Engine;

/// <summary>
/// Steps that came in one request: several of one session, or one each of many. Its room is used again by later
/// requests.
/// </summary>
internal sealed class StepCall : IValueTaskSource
{
    /// <summary>The most rows of a request, and the most sessions.</summary>
    public const int MostRows = 4096;

    // More than a common request needs is not kept.
    private const int KeptValues = 1 << 16;

    // What a call needs before any row, and a session or a row of a job before its bytes.
    private const int OwnBytes = 1024, SessionBytes = 64;

    // The pool keeps 8 MiB.
    private const int MostKept = 1 << 12;

    private static readonly ConcurrentBag<StepCall> _pool = [];

    private static int _kept;

    private readonly Lock _widening = new();

    // Its end is reported on threads of the pool: see Telling.
    private ManualResetValueTaskSourceCore<bool> _source;
    private int _parts;

    /// <summary>How many sessions.</summary>
    public int Items { get; private set; }

    /// <summary>Rows of each session.</summary>
    public int Rows { get; private set; }

    /// <summary>Values of a row; of a model of a job 0.</summary>
    public int Width { get; private set; }

    /// <summary>[Items].</summary>
    public UInt128[] Sessions { get; private set; } = [];

    /// <summary>[Items]: the number of the first row's step; 0 to go on at the next.</summary>
    public long[] From { get; private set; } = [];

    /// <summary>[Items · Rows · Width].</summary>
    public float[] Values { get; private set; } = [];

    /// <summary>[Items · Rows], of models of jobs: JSON values.</summary>
    public ReadOnlyMemory<byte>[] JobRows { get; private set; } = [];

    /// <summary>The name of the model that the sessions must run on; null for any.</summary>
    public string? Model { get; set; }

    /// <summary>Whose sessions.</summary>
    public long Owner { get; set; }

    /// <summary>The number of the version that a session stepped on; of several sessions that of any.</summary>
    public int Version { get; set; }

    /// <summary>[Items]: the number of the step that comes next.</summary>
    public long[] Next { get; private set; } = [];

    /// <summary>[Items]: what was wrong.</summary>
    public StepFault[] Faults { get; private set; } = [];

    /// <summary>A message in addition to the fault of the first item, or null.</summary>
    public string? Detail { get; set; }

    /// <summary>Seconds until the same call may be let through, where too much was asked for.</summary>
    public int RetrySeconds { get; set; }

    /// <summary>Values of an answer.</summary>
    public int AnswerWidth { get; private set; }

    /// <summary>[Items · Rows · AnswerWidth].</summary>
    public float[] Answers { get; private set; } = [];

    /// <summary>[Items · Rows], of models of jobs: JSON objects.</summary>
    public ReadOnlyMemory<byte>[] JobAnswers { get; private set; } = [];

    /// <summary>When it came, as <see cref="System.Diagnostics.Stopwatch"/> counts.</summary>
    public long Arrived { get; set; }

    /// <summary>Cancelled when the caller leaves: rows that are not completely taken are given up.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>Whether the caller has left.</summary>
    public bool IsCanceled => Cancellation.IsCancellationRequested;

    /// <summary>[workers]: how many items each has.</summary>
    public int[] ItemCounts { get; private set; } = [];

    /// <summary>[workers]: how many items of each are done; each entry belongs to one worker.</summary>
    public int[] DoneItems { get; private set; } = [];

    /// <summary>[workers]: whether it has written or read data that are not yet durable; each entry belongs to one
    /// worker.</summary>
    public bool[] IsTouched { get; private set; } = [];

    /// <summary>[workers]: the items of each, in order.</summary>
    public int[][] ItemsOf { get; private set; } = [];

    /// <summary>About the bytes that the call needs in memory until it is answered.</summary>
    public long Bytes
    {
        get
        {
            long bytes = OwnBytes + ((long)Items * SessionBytes) + (2L * Items * Rows * Width * sizeof(float));
            foreach (ReadOnlyMemory<byte> row in JobRows)
            {
                bytes += SessionBytes + (2L * row.Length);
            }

            return bytes;
        }
    }

    /// <summary>Takes a call with room for its inputs.</summary>
    /// <param name="items">Sessions.</param>
    /// <param name="rows">Rows of each.</param>
    /// <param name="width">Values of a row; 0 for models of jobs.</param>
    public static StepCall Rent(int items, int rows, int width)
    {
        StepCall call = _pool.TryTake(out StepCall? used) ? used : new StepCall();
        Interlocked.Add(ref _kept, -used?.Weight ?? 0);
        (call.Items, call.Rows, call.Width) = (items, rows, width);
        (call.Model, call.Owner, call.Detail, call.Cancellation, call.AnswerWidth) = (null, 0, null, default, 0);
        call.RetrySeconds = 1;
        if (call.Sessions.Length < items)
        {
            (call.Sessions, call.From, call.Next, call.Faults) =
                (new UInt128[items], new long[items], new long[items], new StepFault[items]);
        }

        Array.Clear(call.Next, 0, items);
        Array.Clear(call.Faults, 0, items);
        int values = items * rows * width;
        if (call.Values.Length < values)
        {
            call.Values = new float[Math.Max(values, 2 * call.Values.Length)];
        }

        if (width == 0)
        {
            call.JobRows = new ReadOnlyMemory<byte>[items * rows];
            call.JobAnswers = new ReadOnlyMemory<byte>[items * rows];
        }

        return call;
    }

    /// <summary>Returns the buffers; the call must not be used afterwards.</summary>
    public void Return()
    {
        _source.Reset();
        (JobRows, JobAnswers, Cancellation) = ([], [], default);
        if (Values.Length > KeptValues || Answers.Length > KeptValues)
        {
            return;
        }

        if (Interlocked.Add(ref _kept, Weight) <= MostKept)
        {
            _pool.Add(this);
        }
        else
        {
            Interlocked.Add(ref _kept, -Weight);
        }
    }

    /// <summary>Of its room, in about 2 KiB.</summary>
    private int Weight => 1 + ((Values.Length + Answers.Length + (8 * Sessions.Length)) >> 9);

    /// <summary>The steps of some of the sessions, as a separate call.</summary>
    /// <param name="items">Which sessions.</param>
    public StepCall Part(ReadOnlySpan<int> items)
    {
        StepCall part = Rent(items.Length, Rows, Width);
        (part.Model, part.Owner, part.Cancellation) = (Model, Owner, Cancellation);
        for (int i = 0; i < items.Length; i++)
        {
            (part.Sessions[i], part.From[i]) = (Sessions[items[i]], From[items[i]]);
            Values.AsSpan(items[i] * Rows * Width, Rows * Width).CopyTo(part.Values.AsSpan(i * Rows * Width));
            for (int row = 0; Width == 0 && row < Rows; row++)
            {
                part.JobRows[(i * Rows) + row] = JobRows[(items[i] * Rows) + row];
            }
        }

        return part;
    }

    /// <summary>Takes the answers of a part.</summary>
    /// <param name="items">Which sessions it has.</param>
    /// <param name="part">The part; it has ended.</param>
    public void TakePart(ReadOnlySpan<int> items, StepCall part)
    {
        bool hasAnswers = part.Width > 0 && part.AnswerWidth > 0 && SetAnswerWidth(part.AnswerWidth);
        (Version, RetrySeconds) = (part.Version, Math.Max(RetrySeconds, part.RetrySeconds));
        Detail = part.Faults[0] == StepFault.None ? Detail : part.Detail;
        for (int i = 0; i < items.Length; i++)
        {
            int item = items[i];
            (Next[item], Faults[item]) = (part.Next[i], part.Faults[i]);
            if (Width > 0 && part.AnswerWidth > 0 && !hasAnswers)
            {
                // Sessions of one call run on models whose answers are as wide.
                (Next[item], Faults[item]) = (0, StepFault.OtherModel);
            }

            for (int row = 0; row < Rows; row++)
            {
                if (Width == 0)
                {
                    JobAnswers[(item * Rows) + row] = part.JobAnswers[(i * Rows) + row];
                }
                else if (hasAnswers)
                {
                    part.Answer(i, row).CopyTo(Answer(item, row));
                }
            }
        }
    }

    /// <summary>What became of the items.</summary>
    public Span<StepFault> Outcomes => Faults.AsSpan(0, Items);

    /// <summary>Refuses all items.</summary>
    public void Refuse(StepFault fault) => Outcomes.Fill(fault);

    /// <summary>The same steps are to be asked for again.</summary>
    public void BeginAgain()
    {
        _source.Reset();
        Array.Clear(Next, 0, Items);
        Array.Clear(Faults, 0, Items);
        (Detail, RetrySeconds) = (null, 1);
    }

    /// <summary>Says how many workers there are, and what each has to do.</summary>
    /// <param name="workers">How many workers.</param>
    public void Divide(int workers)
    {
        if (ItemCounts.Length != workers)
        {
            (ItemCounts, DoneItems) = (new int[workers], new int[workers]);
            (IsTouched, ItemsOf) = (new bool[workers], new int[workers][]);
            Array.Fill(ItemsOf, []);
        }

        Array.Clear(ItemCounts);
        Array.Clear(DoneItems);
        Array.Clear(IsTouched);
    }

    /// <summary>Gives an item to a worker.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="item">The item.</param>
    public void Give(int worker, int item)
    {
        int at = ItemCounts[worker]++;
        if (ItemsOf[worker].Length <= at)
        {
            int[] larger = new int[Math.Max(4, 2 * at)];
            ItemsOf[worker].CopyTo(larger, 0);
            ItemsOf[worker] = larger;
        }

        ItemsOf[worker][at] = item;
    }

    /// <summary>Makes room for the answers, whose width each worker knows: the first one settles it.</summary>
    /// <param name="width">Values of an answer.</param>
    /// <returns>False where another width is settled already.</returns>
    public bool SetAnswerWidth(int width)
    {
        lock (_widening)
        {
            if (AnswerWidth != 0)
            {
                return AnswerWidth == width;
            }

            int values = Items * Rows * width;
            if (Answers.Length < values)
            {
                Answers = new float[Math.Max(values, 2 * Answers.Length)];
            }

            AnswerWidth = width;
            return true;
        }
    }

    /// <summary>A row.</summary>
    /// <param name="item">The session.</param>
    /// <param name="row">Its row.</param>
    public Span<float> Row(int item, int row) => Values.AsSpan(((item * Rows) + row) * Width, Width);

    /// <summary>The answer to a row.</summary>
    /// <param name="item">The session.</param>
    /// <param name="row">Its row.</param>
    public Span<float> Answer(int item, int row) =>
        Answers.AsSpan(((item * Rows) + row) * AnswerWidth, AnswerWidth);

    /// <summary>The end of the call, when all parts are done.</summary>
    /// <param name="parts">How many workers are asked.</param>
    public ValueTask Begin(int parts)
    {
        Volatile.Write(ref _parts, parts);
        return new ValueTask(this, _source.Version);
    }

    /// <summary>A worker's part is done and durable.</summary>
    public void PartDone()
    {
        if (Interlocked.Decrement(ref _parts) == 0)
        {
            _source.SetResult(true);
        }
    }

    /// <summary>Marks the items of a worker whose part was not stored as unavailable; the caller is notified
    /// later.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="items">How many items it had.</param>
    public void Fail(int worker, int items)
    {
        for (int i = 0; i < items; i++)
        {
            (Faults[ItemsOf[worker][i]], Next[ItemsOf[worker][i]]) = (StepFault.Unavailable, 0);
        }
    }

    /// <inheritdoc/>
    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
