using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Carousel.Extensions.Models;

/// <summary>Loads one instance of each model while the host starts, where the options ask for it.</summary>
internal sealed class LoadAtStart(ICarouselModels models, IOptions<CarouselOptions> options) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.LoadAtStart)
        {
            return;
        }

        foreach (string name in models.Names)
        {
            using ModelLease lease = await models.LeaseAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
