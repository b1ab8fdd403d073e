using System.Runtime.InteropServices;
using Carousel.Server.Engine;
using Carousel.Server.Storage;

namespace Carousel.Server.Tests.Engine;

/// <summary>An engine on a store in a separate folder, which can be ended and begun again.</summary>
internal sealed class EngineHost : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-engine-");
    private readonly Func<ISessionStore, ISessionStore> _around;

    /// <summary>Begins.</summary>
    /// <param name="options">Sizes and times.</param>
    /// <param name="around">Wraps the store for the engine.</param>
    public EngineHost(EngineOptions? options = null, Func<ISessionStore, ISessionStore>? around = null)
    {
        (Options, _around) = (options ?? new EngineOptions { Workers = 2 }, around ?? (store => store));
        Open();
    }

    /// <summary>Sizes and times of the engine that begins next.</summary>
    public EngineOptions Options { get; set; }

    /// <summary>The models.</summary>
    public EngineModels Models { get; } = new();

    /// <summary>The store.</summary>
    public ISessionStore Store { get; private set; } = null!;

    /// <summary>The engine.</summary>
    public SessionEngine Engine { get; private set; } = null!;

    /// <summary>The store's file.</summary>
    public string StoreFile => Path.Combine(_folder.FullName, "sessions.db");

    /// <summary>Ends the engine and its store, and begins again.</summary>
    public void Restart()
    {
        Close();
        Open();
    }

    /// <summary>Begins a session.</summary>
    /// <param name="model">Its model.</param>
    /// <param name="expiresAfter">Seconds.</param>
    public async Task<UInt128> BeginAsync(int model, int expiresAfter = 0)
    {
        var begin = new ControlCall(ControlKind.Begin, SessionId.New(isJob: false), 0)
        {
            Model = model,
            ExpiresAfter = expiresAfter,
        };
        await Engine.AskAsync(begin);
        Assert.Equal(StepFault.None, begin.Fault);
        return begin.Session;
    }

    /// <summary>Asks a session for something.</summary>
    public async Task<ControlCall> AskAsync(ControlKind kind, UInt128 session, Action<ControlCall>? fill = null)
    {
        var call = new ControlCall(kind, session, 0);
        fill?.Invoke(call);
        await Engine.AskAsync(call);
        return call;
    }

    /// <summary>Steps of one session.</summary>
    public async Task<StepResult> StepAsync(
        UInt128 session, long from, float[][] rows, Action<StepCall>? begun = null, CancellationToken leaving = default)
    {
        StepCall call = StepCall.Rent(1, rows.Length, rows[0].Length);
        call.Cancellation = leaving;
        (call.Sessions[0], call.From[0]) = (session, from);
        for (int r = 0; r < rows.Length; r++)
        {
            rows[r].CopyTo(call.Row(0, r));
        }

        ValueTask end = Engine.StepAsync(call);
        begun?.Invoke(call);
        await end;
        var result = new StepResult(
            call.Faults[0], call.Next[0], call.Detail,
            [.. Enumerable.Range(0, rows.Length).Select(r => call.Answer(0, r).ToArray())]);
        call.Return();
        return result;
    }

    /// <summary>One step each of several sessions.</summary>
    public async Task<StepResult[]> StepTogetherAsync(UInt128[] sessions, long[] from, float[][] rows)
    {
        StepCall call = StepCall.Rent(sessions.Length, 1, rows[0].Length);
        sessions.CopyTo(call.Sessions, 0);
        from.CopyTo(call.From, 0);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].CopyTo(call.Row(i, 0));
        }

        await Engine.StepAsync(call);
        StepResult[] results =
        [
            .. Enumerable.Range(0, sessions.Length).Select(i =>
                new StepResult(call.Faults[i], call.Next[i], call.Detail, [call.Answer(i, 0).ToArray()])),
        ];
        call.Return();
        return results;
    }

    /// <summary>Stored answers.</summary>
    public async Task<(StepFault Fault, float[][] Answers)> AnswersAsync(UInt128 session, long from, int count)
    {
        ControlCall call = await AskAsync(
            ControlKind.Answers, session, c => (c.From, c.Count) = (from, count));
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(call.Answers);
        int width = call.Count == 0 ? 0 : values.Length / call.Count;
        var answers = new float[call.Count][];
        for (int a = 0; a < call.Count && call.Fault == StepFault.None; a++)
        {
            answers[a] = values.Slice(a * width, width).ToArray();
        }

        return (call.Fault, call.Fault == StepFault.None ? answers : []);
    }

    /// <summary>Waits for something that happens by itself.</summary>
    public static async Task UntilAsync(Func<bool> happened)
    {
        for (long end = Environment.TickCount64 + 120_000; !happened();)
        {
            Assert.True(Environment.TickCount64 < end, "It did not happen in two minutes.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        Models.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Open()
    {
        Store = _around(new SqliteStore(StoreFile, isVolatile: true));
        Engine = new SessionEngine(Store, Models, Options, _ => { });
    }

    private void Close()
    {
        Engine.Dispose();
        Store.Dispose();
    }
}
