using Carousel.Server.Engine;
using Carousel.Server.Models;

namespace Carousel.Server.Tests.Engine;

/// <summary>Answers are bit-identical to those of the sequence in a batch of one, with any other sessions.</summary>
public sealed class EngineAnswerTests : IDisposable
{
    private readonly EngineHost _host = new();

    [Theory]
    [InlineData(EngineModels.Lstm)]
    [InlineData(EngineModels.Pooled)]
    [InlineData(EngineModels.Symbols)]
    [InlineData(EngineModels.Deep)]
    public async Task Step_AnswersWhatTheModelSaysOfTheWholeSequence(int number)
    {
        ServedModel model = _host.Models.Of(number);
        UInt128 session = await _host.BeginAsync(number);
        float[][] rows = Rows(model, 7, 1, 12);
        StepResult several = await _host.StepAsync(session, 1, rows[..5]);
        var answers = new List<float[]>(several.Answers);
        for (int step = 5; step < rows.Length; step++)
        {
            StepResult one = await _host.StepAsync(session, step % 2 == 0 ? 0 : step + 1, [rows[step]]);
            Assert.Equal((StepFault.None, step + 2L), (one.Fault, one.Next));
            answers.Add(one.Answers[0]);
        }

        for (int step = 0; step < rows.Length; step++)
        {
            float[] whole = model.Network!.Run([[.. rows[..(step + 1)].SelectMany(r => r)]])[0];
            Assert.Equal(whole[^model.OutputSize..], answers[step]);
        }
    }

    [Fact]
    public async Task StepTogether_AnswersEachSessionAsIfAlone()
    {
        ServedModel model = _host.Models.Of(EngineModels.Lstm);
        const int Sessions = 700;
        UInt128[] ids = await Task.WhenAll(
            Enumerable.Range(0, Sessions).Select(_ => _host.BeginAsync(EngineModels.Lstm)));
        Undisturbed[] alone = [.. ids.Select(_ => new Undisturbed(model))];
        var random = new Random(3);
        for (int round = 0; round < 30; round++)
        {
            int[] some = [.. Enumerable.Range(0, Sessions).Where(_ => random.Next(round + 1) < 3)];
            random.Shuffle(some);
            float[][] rows = [.. some.Select(s => Undisturbed.Row(model, s, alone[s].Next))];
            StepResult[] results = await _host.StepTogetherAsync(
                [.. some.Select(s => ids[s])], [.. some.Select(s => random.Next(2) * alone[s].Next)], rows);
            for (int i = 0; i < some.Length; i++)
            {
                Assert.Equal(alone[some[i]].Step(rows[i]), results[i].Answers[0]);
                Assert.Equal((StepFault.None, alone[some[i]].Next), (results[i].Fault, results[i].Next));
            }
        }

        Array.ForEach(alone, a => a.Dispose());
    }

    [Fact]
    public async Task Step_AnswersManyCallersAtOnce_OnManyModels()
    {
        int[] models = [EngineModels.Lstm, EngineModels.Pooled, EngineModels.Symbols, EngineModels.Deep];
        await Task.WhenAll(Enumerable.Range(0, 24).Select(async caller =>
        {
            await Task.Yield();
            using var alone = new Undisturbed(_host.Models.Of(models[caller % models.Length]));
            UInt128 session = await _host.BeginAsync(models[caller % models.Length]);
            var random = new Random(caller);
            while (alone.Next < 200)
            {
                float[][] rows = Rows(alone.Model, caller, alone.Next, random.Next(1, 9));
                float[][] expected = [.. rows.Select(alone.Step)];
                StepResult result = await _host.StepAsync(session, alone.Next - rows.Length, rows);
                Assert.Equal((StepFault.None, alone.Next), (result.Fault, result.Next));
                Assert.Equal(expected, result.Answers);
            }
        }));
    }

    [Fact]
    public async Task Step_KeepsTheOrderOfRequestsOfOneSession()
    {
        UInt128 session = await _host.BeginAsync(EngineModels.Lstm);
        using var alone = new Undisturbed(_host.Models.Of(EngineModels.Lstm));
        var calls = new List<Task<StepResult>>();
        var expected = new List<float[]>();
        for (int call = 0; call < 300; call++)
        {
            float[][] rows = Rows(alone.Model, 1, alone.Next, 1 + (call % 3));
            expected.AddRange(rows.Select(alone.Step));
            calls.Add(_host.StepAsync(session, 0, rows));
        }

        StepResult[] results = await Task.WhenAll(calls);
        Assert.Equal(expected, results.SelectMany(r => r.Answers));
    }

    [Fact]
    public async Task StepTogether_TakesSeveralStepsOfOneSession_InTheirOrder()
    {
        UInt128 session = await _host.BeginAsync(EngineModels.Lstm);
        using var alone = new Undisturbed(_host.Models.Of(EngineModels.Lstm));
        float[][] rows = Rows(alone.Model, 1, 1, 5);
        StepResult[] results = await _host.StepTogetherAsync(
            [.. Enumerable.Repeat(session, 5)], [1, 2, 0, 4, 0], rows);
        Assert.Equal(rows.Select(alone.Step), results.Select(r => r.Answers[0]));
    }

    /// <inheritdoc/>
    public void Dispose() => _host.Dispose();

    private static float[][] Rows(ServedModel model, int session, long first, int count) =>
        [.. Enumerable.Range(0, count).Select(r => Undisturbed.Row(model, session, first + r))];
}
