using Carousel.Server.Engine;

namespace Carousel.Server.Tests.Engine;

/// <summary>Sessions where a new version of their model is served.</summary>
public sealed class EngineMoveTests
{
    [Fact]
    public async Task Session_EndsOnItsVersion_WhereSessionsDoNotMove()
    {
        using var host = new EngineHost();
        UInt128 session = await host.BeginAsync(EngineModels.Lstm);
        using var alone = new Undisturbed(host.Models.Of(EngineModels.Lstm));
        await StepAsync(host, session, alone);
        host.Models.Serve(EngineModels.LstmAgain);
        await StepAsync(host, session, alone);
        Assert.Equal(EngineModels.Lstm, (await host.AskAsync(ControlKind.Look, session)).Model);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Session_GoesOver_WithItsStateAndItsSteps(bool sleeps)
    {
        using var host = new EngineHost(
            new EngineOptions
            {
                Workers = 1,
                MovesSessions = true,
                IdleSeconds = sleeps ? -1 : 600,
                JournalBytes = sleeps ? 2000 : 1 << 20,
                SnapshotSteps = 3,
            });
        UInt128 session = await host.BeginAsync(EngineModels.Lstm), fresh = await host.BeginAsync(EngineModels.Lstm);
        using var first = new Undisturbed(host.Models.Of(EngineModels.Lstm));
        for (int step = 0; step < 30; step++)
        {
            await StepAsync(host, session, first);
        }

        host.Models.Serve(EngineModels.LstmAgain);
        (_, float[][] before) = await host.AnswersAsync(session, 1, 100);
        StepResult repeated = await host.StepAsync(session, 30, [first.Rows[29]]);
        Assert.Equal(first.Answers[29], repeated.Answers[0]);
        Assert.Equal(EngineModels.Lstm, (await host.AskAsync(ControlKind.Look, session)).Model);

        // One request across the change: the first row was taken before it.
        using Undisturbed second = first.On(host.Models.Of(EngineModels.LstmAgain));
        float[] row = Undisturbed.Row(second.Model, 1, 31);
        StepResult across = await host.StepAsync(session, 30, [first.Rows[29], row]);
        Assert.Equal([first.Answers[29], second.Step(row)], across.Answers);
        Assert.Equal(EngineModels.LstmAgain, (await host.AskAsync(ControlKind.Look, session)).Model);
        Assert.Equal(across.Answers, (await host.StepAsync(session, 30, [first.Rows[29], row])).Answers);
        for (int step = 0; step < 30; step++)
        {
            await StepAsync(host, session, second);
        }

        Assert.Equal(before, (await host.AnswersAsync(session, 1, 30)).Answers);
        using var anew = new Undisturbed(second.Model);
        await StepAsync(host, fresh, anew);
        for (int turn = 0; turn < 3; turn++)
        {
            host.Restart();
            await StepAsync(host, session, second);
            await StepAsync(host, fresh, anew);
            Assert.Equal(second.Answers, (await host.AnswersAsync(session, 1, 100)).Answers);
        }

        Assert.Equal(0, host.Engine.SessionsOf(EngineModels.Lstm));
    }

    [Fact]
    public async Task Session_EndsOnItsVersion_WhereTheLayersDiffer()
    {
        using var host = new EngineHost(new EngineOptions { Workers = 1, MovesSessions = true });
        UInt128 session = await host.BeginAsync(EngineModels.Lstm);
        using var alone = new Undisturbed(host.Models.Of(EngineModels.Lstm));
        await StepAsync(host, session, alone);
        host.Models.Serve(EngineModels.WiderLstm);
        await StepAsync(host, session, alone);
        host.Restart();
        await StepAsync(host, session, alone);
        Assert.Equal(EngineModels.Lstm, (await host.AskAsync(ControlKind.Look, session)).Model);
    }

    private static async Task StepAsync(EngineHost host, UInt128 session, Undisturbed alone)
    {
        float[][] row = [Undisturbed.Row(alone.Model, 1, alone.Next)];
        Assert.Equal([alone.Step(row[0])], (await host.StepAsync(session, alone.Next - 1, row)).Answers);
    }
}
