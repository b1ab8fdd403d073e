using System.Globalization;
using Carousel.Classification;
using Carousel.Jobs.Fitting;
using Carousel.Networks;

namespace Carousel.Jobs.Tests.Classification;

/// <summary>Convolutions next to the recurrent layers of a classifier.</summary>
public sealed class ConvolutionBranchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Model_HasTheSameFileOverThreads_AndAnswersAlike_WhenItIsLoaded(bool isCausal)
    {
        ClassData data = Bumps(40);
        ClassOptions options = Small(2) with { IsCausal = isCausal };
        using Classifier one = await FitAsync(data, options), two = await FitAsync(
            data, options with { Fit = options.Fit with { Threads = 2 } });
        string first = Saved(one, "one.safetensors");
        Assert.Equal(
            await File.ReadAllBytesAsync(first, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(
                Saved(two, "two.safetensors"), TestContext.Current.CancellationToken));
        using var loaded = Classifier.Load(first, threads: 1);
        double[] answers = one.Answer(data, TestContext.Current.CancellationToken).Probabilities;
        Assert.Equal(answers, loaded.Answer(data, TestContext.Current.CancellationToken).Probabilities);
        Assert.Contains("32 parallel convolutions", loaded.Describe().Lines[0], StringComparison.Ordinal);

        // Normalised by step: what else is in a batch says nothing.
        Assert.Equal(answers[..2], one.Answer(
            new ClassData(data.Name, data.Channels, [data.Samples[0]]),
            TestContext.Current.CancellationToken).Probabilities);
    }

    [Fact]
    public async Task Bumps_AreToldApart_WhereTheRecurrentPartHasHardlyAUnit()
    {
        ClassData data = Bumps(80);
        ClassOptions options = Small(30);
        using Classifier with = await FitAsync(data, options);
        using Classifier without = await FitAsync(data, options with { Branch = false });
        double Accuracy(Classifier model) =>
            model.Answer(data, TestContext.Current.CancellationToken).Confusion().Accuracy;
        Assert.True(Accuracy(with) >= 0.95, $"{Accuracy(with)}");
        Assert.True(Accuracy(without) < Accuracy(with), $"{Accuracy(without)}");
    }

    [Fact]
    public async Task Steps_AreNotExported_AndTextsAreRefused()
    {
        using Classifier model = await FitAsync(Bumps(40), Small(1) with { IsCausal = true });
        Assert.Contains(
            "fit it with --branch none",
            Assert.Throws<NotPortableException>(() => ((IPortableModel)model).ToPortable()).OnCommandLine,
            StringComparison.Ordinal);
        var texts = new ClassData(
            "texts", [], [.. Enumerable.Range(0, 8).Select(i => new ClassSample(i % 2 == 0 ? "a" : "b", i + 2)
            {
                Id = $"{i}",
                Text = "a text",
            })]);
        Assert.Contains(
            "--branch convolution does not fit texts",
            Assert.Throws<OptionException>(() => ClassPlan.Make(texts, null, Small(1))).OnCommandLine,
            StringComparison.Ordinal);
    }

    private static async Task<Classifier> FitAsync(ClassData data, ClassOptions options) =>
        (await ClassPlan.Make(data, null, options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

    private static ClassOptions Small(int epochs) => new()
    {
        Ensemble = 1,
        Baseline = ClassBaseline.None,
        Branch = true,
        Fit = new FitOptions { Hidden = 1, Epochs = epochs, LearningRate = 0.01, Batch = 8, Threads = 1 },
    };

    /// <summary>Zeros with a bump of one form or another somewhere: [2, −2] or [−2, 2].</summary>
    private static ClassData Bumps(int count) => new("bumps", ["x"],
    [
        .. Enumerable.Range(0, count).Select(i => new ClassSample(i % 2 == 0 ? "up" : "down", i + 2)
        {
            Id = i.ToString(CultureInfo.InvariantCulture),
            Values =
            [
                .. Enumerable.Range(0, 16 + (i % 3)).Select(t =>
                    t == 3 + (i % 11) ? (i % 2 == 0 ? 2 : -2) : t == 4 + (i % 11) ? (i % 2 == 0 ? -2 : 2) : 0f),
            ],
        }),
    ]);

    private string Saved(Classifier model, string name)
    {
        string file = Path.Combine(_folder, name);
        model.Save(file);
        return file;
    }
}
