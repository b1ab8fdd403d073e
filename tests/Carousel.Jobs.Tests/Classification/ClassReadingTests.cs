using System.Globalization;
using Carousel.Classification;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Training;
using Carousel.Training.Observers;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>Classifiers of texts that read them before they learn classes.</summary>
public sealed class ClassReadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ClassInput.Words)]
    [InlineData(ClassInput.Both)]
    public async Task TheModel_IsTheSame_OverThreads_AndWhereverItWasStopped(ClassInput input)
    {
        ClassOptions options = Small() with { Input = input };
        byte[] expected = await BytesAsync(options, new FitRun());
        Assert.Equal(
            expected, await BytesAsync(options with { Fit = options.Fit with { Threads = 2 } }, new FitRun()));
        Assert.NotEqual(expected, await BytesAsync(options with { Pretrain = 0 }, new FitRun()));

        using var source = new CancellationTokenSource();
        var run = new FitRun { Folder = _folder.Path, Observers = [new StopAtPartStep(2, source)] };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Plan(options).FitAsync(run, source.Token));
        Assert.Equal(expected, await BytesAsync(options, new FitRun { Folder = _folder.Path, Resume = true }));

        using var later = new CancellationTokenSource();
        var second = new FitRun { Folder = _folder.Path, Observers = [new StopAtStep(3, later)] };
        using (IJobModel stopped = await Plan(options).FitAsync(second, later.Token))
        {
            Assert.Equal(StopReason.Cancelled, stopped.Summary.Reason);
        }

        Assert.Equal(expected, await BytesAsync(options, new FitRun { Folder = _folder.Path, Resume = true }));
    }

    [Fact]
    public async Task TheModel_SaysThatItReadItsTexts()
    {
        await BytesAsync(Small(), new FitRun());
        using var loaded = Classifier.Load(_folder.File("model"), threads: 1);
        Assert.Contains(
            "read its texts 2 times before it learned classes",
            string.Join('\n', loaded.Describe().Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatCannotBeReadSo_IsRefused()
    {
        ClassOptions options = Small();
        Assert.Contains("one recurrent layer", Assert.Throws<OptionException>(
            () => Plan(options with { Fit = options.Fit with { Layers = 2 } })).Message, StringComparison.Ordinal);
        var numbers = new ClassData("numbers", ["x"],
        [
            .. Enumerable.Range(0, 20).Select(i => new ClassSample(i % 2 == 0 ? "up" : "down", i + 2)
            {
                Id = i.ToString(CultureInfo.InvariantCulture),
                Values = [i, i + 1],
            }),
        ]);
        Assert.Contains("is for texts", Assert.Throws<OptionException>(
            () => ClassPlan.Make(numbers, null, options)).Message, StringComparison.Ordinal);

        await BytesAsync(options, new FitRun());
        OptionException refused = await Assert.ThrowsAsync<OptionException>(
            async () => await Plan(options).FitAsync(
                new FitRun { From = _folder.File("model") }, CancellationToken.None));
        Assert.Contains("beginning", refused.Message, StringComparison.Ordinal);
    }

    private static ClassOptions Small() => new()
    {
        Ensemble = 2,
        Pretrain = 2,
        Rival = ClassRival.None,
        Fit = new FitOptions { Hidden = 8, Epochs = 2, LearningRate = 0.02, Batch = 8, Threads = 1 },
    };

    private static ClassPlan Plan(ClassOptions options)
    {
        string[] subjects = ["we saw", "this is", "they made", "what"], ends = ["today", "again", "in all", "for once"];
        return ClassPlan.Make(
            new ClassData("texts", [],
            [
                .. Enumerable.Range(0, 60).Select(i => new ClassSample(i % 2 == 0 ? "for" : "against", i + 2)
                {
                    Id = i.ToString(CultureInfo.InvariantCulture),
                    Text = i == 0 ? "film" : $"{subjects[i % 4]} a {(i % 2 == 0 ? "good" : "bad")} film {ends[i % 3]}",
                }),
            ]), null, options);
    }

    private async Task<byte[]> BytesAsync(ClassOptions options, FitRun run)
    {
        using IJobModel model = await Plan(options).FitAsync(run, CancellationToken.None);
        model.Save(_folder.File("model"));
        return await File.ReadAllBytesAsync(_folder.File("model"), CancellationToken.None);
    }

    /// <summary>Stops at a step, of whatever training.</summary>
    private sealed class StopAtPartStep(int step, CancellationTokenSource stop) : IPartObserver
    {
        public void OnPart(string title)
        {
        }

        public void OnStep(in StepReport report)
        {
            if (report.Step == step)
            {
                stop.Cancel();
            }
        }
    }
}
