using Carousel.Autograd;
using Carousel.Classification;
using Carousel.Interchange.C;
using Carousel.Interchange.Networks;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Portable;
using Carousel.Jobs.Text;
using Carousel.Networks;
using Carousel.Training;

namespace Carousel.Interchange.Tests.C;

/// <summary>The C of each job's model, with golden vectors from its data, compiled and run in each precision.</summary>
public sealed class JobExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(CellKind.Lstm, true)]
    [InlineData(CellKind.Gru, false)]
    public async Task LanguageModel_IsExported(CellKind cell, bool isTied)
    {
        using IPortableJob model = await TinyModels.LanguageAsync(cell, 1, isTied);
        Check(model, JobInput.OfText(TinyModels.Text));
    }

    [Theory]
    [InlineData(PoolingKind.Mean)]
    [InlineData(PoolingKind.Max)]
    [InlineData(PoolingKind.Last)]
    public async Task Classifier_IsExported(PoolingKind pooling)
    {
        using IPortableJob model = await TinyModels.ClassifierAsync(pooling);
        Check(model, Data("numbers.csv", TinyModels.NumbersCsv(8)));
    }

    /// <summary>The number of training rows limits the probabilities if the fit had a baseline.</summary>
    [Fact]
    public void Classifier_IsExported_WithTheLimitOfItsProbabilities()
    {
        ClassData data = TinyModels.Numbers(8);
        var design = ClassDesign.Of(
            data, new ClassOptions { IsCausal = true, Ensemble = 2, Fit = new FitOptions { Hidden = 4 } });
        var encoder = ClassEncoder.Fit(design, data, Vocabulary.Closed(["down", "up"]));
        EncodedSample[] samples = [.. data.Samples.Select(s => encoder.Encode(data, s))];
        var backend = new CpuBackend(1);
        var networks = new ClassModel(encoder);
        networks.Build(backend, 5);
        using var model = new Classifier(
            backend, networks, new FitSummary(StopReason.Completed, 0, 0, null, 1, 0, []),
            new ClassOrigin("", encoder.CountOf(samples), 8, 0.01, new ClassColumns(null, null, null, null))
            {
                Spread = 0.2,
            });
        var runner = new NetworkRunner(PortableNetwork.Of(model));
        double[] expected = model.Answer(data, TestContext.Current.CancellationToken).Probabilities;

        Assert.Equal(
            expected,
            samples.SelectMany(s => runner.Run(new PortableSequence(s.Values))).Select(p => (double)p),
            (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.InRange(expected.Max(), 0.7, 0.9);
        Check(model, Data("numbers.csv", TinyModels.NumbersCsv(8)));
    }

    [Fact]
    public async Task Forecaster_IsExported()
    {
        using IPortableJob model = await TinyModels.ForecasterAsync(TinyModels.ForecastOptions());
        Check(model, Data("daily.csv", TinyModels.DailyCsv(140)));
    }

    [Fact]
    public async Task DetectorOfChannels_IsExported()
    {
        using IPortableJob model = await TinyModels.ChannelsAsync();
        Check(model, Data("waves.csv", TinyModels.WavesCsv()));
    }

    [Fact]
    public async Task SurvivalModel_IsExported()
    {
        using IPortableJob model = await TinyModels.SurvivalAsync();
        var log = new StringWriter();
        Carousel.Survival.CustomerCsv.WriteCsv(Carousel.Survival.CustomerSimulation.Make(20, 5), log);
        Check(model, Data("log.csv", log.ToString()));
    }

    private void Check(IPortableJob model, JobInput input) => Check(model, input, Enum.GetValues<CPrecision>());

    private void Check(IPortableJob model, JobInput input, params CPrecision[] precisions)
    {
        var compiler = CCompiler.Of("gcc");
        var network = PortableNetwork.Of(model);
        foreach (CPrecision precision in precisions)
        {
            string folder = Directory.CreateDirectory(Path.Combine(_folder, precision.ToString())).FullName;
            foreach (CFile file in CExport.Write(network, precision, "job", model.ReadSequences(input, 4)))
            {
                File.WriteAllText(Path.Combine(folder, file.Name), file.Text);
            }

            (string output, int status) = compiler.Run(folder, "job_test.c");
            Assert.True(status == 0, $"{precision}: {output}");
        }
    }

    private JobInput Data(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return JobInput.OfFile(path);
    }
}
