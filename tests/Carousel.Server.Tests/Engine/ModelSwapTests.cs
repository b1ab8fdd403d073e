using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Server.Storage;

namespace Carousel.Server.Tests.Engine;

/// <summary>A new file takes the place of a model while sessions step.</summary>
public sealed class ModelSwapTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-swap-");

    [Fact]
    public async Task NewFile_ServesNewSessions_AndFailsNoOldOne()
    {
        Write(seed: 1);
        SqliteStore store = Open();
        var models = new ModelCatalogue(_folder.FullName, store);
        models.Look();
        var engine = new SessionEngine(store, models, new EngineOptions { Workers = 2 }, _ => { });
        ServedModel first = models.Current["numbers"];
        UInt128 old = await BeginAsync(engine, first);
        using var alone = new Undisturbed(first);
        bool isEnd = false;
        Task stepping = Task.Run(async () =>
        {
            while (!Volatile.Read(ref isEnd) || alone.Next < 200)
            {
                await StepAsync(engine, old, alone);
            }
        });
        Write(seed: 2);
        Assert.Single(models.Look());
        ServedModel second = models.Current["numbers"];
        Assert.NotEqual(first.Number, second.Number);
        UInt128 fresh = await BeginAsync(engine, second);
        using var anew = new Undisturbed(second);
        await StepAsync(engine, fresh, anew);
        Volatile.Write(ref isEnd, true);
        await stepping;
        float[] state = alone.State;
        long next = alone.Next;
        engine.Dispose();
        models.Dispose();
        store.Dispose();

        // The old version's bytes are the store's by now.
        store = Open();
        models = new ModelCatalogue(_folder.FullName, store);
        models.Look();
        engine = new SessionEngine(store, models, new EngineOptions { Workers = 2 }, _ => { });
        using var again = new Undisturbed(models.Of(first.Number));
        again.GoOn(state, next);
        await StepAsync(engine, old, again);
        await EngineHost.UntilAsync(() => engine.SessionsOf(first.Number) == 1);
        models.Tidy(engine.SessionsOf, engine.RemoveModel);
        models.Tidy(engine.SessionsOf, engine.RemoveModel);
        Assert.Equal([first.Number, second.Number], store.ReadModels().Select(m => m.Number));
        await engine.AskAsync(new ControlCall(ControlKind.Close, old, 0));
        await EngineHost.UntilAsync(() => engine.SessionsOf(first.Number) == 0);
        models.Tidy(engine.SessionsOf, engine.RemoveModel);
        Assert.Equal(2, store.ReadModels().Count);
        models.Tidy(engine.SessionsOf, engine.RemoveModel);
        Assert.Equal([second.Number], store.ReadModels().Select(m => m.Number));

        // The first file once more is another version, which the store has.
        Write(seed: 1);
        models.Look();
        Assert.True(models.Current["numbers"].Number > second.Number);
        Assert.Equal(2, store.ReadModels().Count);
        UInt128 third = await BeginAsync(engine, models.Current["numbers"]);
        using var last = new Undisturbed(models.Current["numbers"]);
        await StepAsync(engine, third, last);
        engine.Dispose();
        models.Dispose();
        store.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<UInt128> BeginAsync(SessionEngine engine, ServedModel model)
    {
        var begin = new ControlCall(ControlKind.Begin, SessionId.New(isJob: false), 0) { Model = model.Number };
        await engine.AskAsync(begin);
        Assert.Equal(StepFault.None, begin.Fault);
        return begin.Session;
    }

    private static async Task StepAsync(SessionEngine engine, UInt128 session, Undisturbed alone)
    {
        float[] row = Undisturbed.Row(alone.Model, 1, alone.Next);
        StepCall call = StepCall.Rent(1, 1, row.Length);
        (call.Sessions[0], call.From[0]) = (session, alone.Next);
        row.CopyTo(call.Row(0, 0));
        await engine.StepAsync(call);
        Assert.Equal(StepFault.None, call.Faults[0]);
        Assert.Equal(alone.Step(row), call.Answer(0, 0).ToArray());
        call.Return();
    }

    private SqliteStore Open() => new(Path.Combine(_folder.FullName, "sessions.db"), isVolatile: true);

    private void Write(ulong seed)
    {
        string file = Path.Combine(_folder.FullName, "numbers.safetensors");
        File.WriteAllBytes(file + ".new", EngineModels.FileOf(EngineModels.Lstm, seed));
        File.Move(file + ".new", file, overwrite: true);
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddDays(1000 + (10.0 * seed) + _folder.GetFiles().Length));
    }
}
