using Carousel.Extensions.Models;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Layers;

namespace Carousel.Extensions.Tests.Models;

/// <summary>Who frees the instances, and when.</summary>
public sealed class ModelPoolTests : IDisposable
{
    private readonly ModelTelemetry _telemetry = new(factory: null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task End_FreesWhatIsIdle_AndWhatIsLentWhenItComesBack()
    {
        var made = new List<Counted>();
        var pool = new ModelPool("counted", 2, _telemetry, () =>
        {
            made.Add(new Counted());
            return made[^1];
        });
        Assert.Empty(made);
        ModelLease kept = await pool.LeaseAsync(Cancellation);
        (await pool.LeaseAsync(Cancellation)).Dispose();
        (await pool.LeaseAsync(Cancellation)).Dispose();
        Assert.Equal(2, made.Count);
        Assert.All(made, model => Assert.Equal(0, model.Frees));

        pool.Dispose();

        Assert.Equal([0, 1], made.Select(model => model.Frees));
        kept.Dispose();
        Assert.Equal([1, 1], made.Select(model => model.Frees));
    }

    [Fact]
    public async Task End_EndsTheWaiting_OfThoseWhoHaveNoInstance()
    {
        var pool = new ModelPool("counted", 1, _telemetry, () => new Counted());
        using ModelLease lent = await pool.LeaseAsync(Cancellation);
        Task<ModelLease> waiting = pool.LeaseAsync(Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);

        pool.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => waiting.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        pool.Dispose();
    }

    [Fact]
    public async Task Cancellation_EndsTheWaiting_UnderTheCallersToken()
    {
        using var pool = new ModelPool("counted", 1, _telemetry, () => new Counted());
        using ModelLease lent = await pool.LeaseAsync(Cancellation);
        using var stop = new CancellationTokenSource();
        Task<ModelLease> waiting = pool.LeaseAsync(stop.Token).AsTask();

        await stop.CancelAsync();

        Assert.Equal(
            stop.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting)).CancellationToken);
    }

    [Fact]
    public async Task Fault_IsThatOfTheLastLoad_UntilOneSucceeds()
    {
        bool isThere = false;
        using var pool = new ModelPool(
            "counted", 1, _telemetry, () => isThere ? new Counted() : throw new IOException("The file is missing."));
        Assert.Equal("The file is missing.", (await pool.FaultAsync(Cancellation))!.Message);

        isThere = true;

        Assert.Null(await pool.FaultAsync(Cancellation));

        // An instance in use is not waited for.
        using ModelLease lent = await pool.LeaseAsync(Cancellation);
        Assert.Null(await pool.FaultAsync(Cancellation));
    }

    [Fact]
    public async Task Profile_IsThatOfTheFirstInstance_ThoughAnotherCallerKeepsIt()
    {
        using var begin = new ManualResetEventSlim();
        using var pool = new ModelPool("counted", 1, _telemetry, () =>
        {
            begin.Wait(Cancellation);
            return new Counted();
        });
        Task<ModelLease> lent = pool.LeaseAsync(Cancellation).AsTask();
        Task<ModelProfile> profile = pool.ProfileAsync(Cancellation).AsTask();
        Assert.False(profile.IsCompleted);

        begin.Set();

        using ModelLease kept = await lent;
        Assert.Equal(
            "Applies the model 'counted' for 'counted' to data. Its description: counts. Only the network answers.",
            (await profile.WaitAsync(TimeSpan.FromMinutes(1), Cancellation)).Sentences);
        Assert.Same(await profile, await pool.ProfileAsync(Cancellation));
    }

    public void Dispose() => _telemetry.Dispose();

    private sealed class Counted : IJobModel
    {
        public int Frees { get; private set; }

        public string Task => "counted";

        public FitSummary Summary => throw new NotSupportedException();

        public IReadOnlyList<Layer> Networks => [];

        public void Save(string path) => throw new NotSupportedException();

        public JobDescription Describe() => new(["counts"], null!);

        public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public JobResult Evaluate(JobInput input, CancellationToken cancellation) => throw new NotSupportedException();

        public void Dispose() => Frees++;
    }
}
