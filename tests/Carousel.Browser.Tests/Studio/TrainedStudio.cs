namespace Carousel.Browser.Tests.Studio;

/// <summary>A studio with data of hostile names and a forecast that was trained on them.</summary>
public sealed class TrainedStudio : IAsyncLifetime
{
    private string _run = "";

    /// <summary>The studio.</summary>
    public OwnStudio Own { get; } = new();

    /// <summary>The id of the data.</summary>
    public string Data { get; private set; } = "";

    /// <summary>A place with the ids of this studio.</summary>
    public string Place(string pattern) =>
        pattern.Replace("DATA", Data, StringComparison.Ordinal).Replace("RUN", _run, StringComparison.Ordinal);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await Own.InitializeAsync();
        Data = await Own.AddAsync($"{StudioData.Hostile}.csv", StudioData.HostileSales());
        _run = await Own.TrainAsync(Data, "forecast", StudioData.SmallForecast(6, StudioData.Hostile));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Own.DisposeAsync();
}
