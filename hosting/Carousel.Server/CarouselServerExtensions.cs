using Carousel.Server;
using Carousel.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sessions of models inside a host of ASP.NET Core.</summary>
public static class CarouselServerExtensions
{
    /// <summary>Adds a server of sessions: store, models and engine begin with the host and end with it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Says what is served.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddCarouselServer(
        this IServiceCollection services, Action<CarouselServerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(provider =>
        {
            var options = new CarouselServerOptions();
            configure(options);
            ILogger logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger("Carousel.Server");
            var lifetime = provider.GetService<IHostApplicationLifetime>();
            var service = CarouselService.Start(
                options,
                sentence => ServerLog.Said(logger, sentence),
                sentence =>
                {
                    ServerLog.Ended(logger, sentence);
                    lifetime?.StopApplication();
                });
            lifetime?.ApplicationStopping.UnsafeRegister(static s => ((CarouselService)s!).Leave(), service);
            return service;
        });
        return services;
    }

    /// <summary>Answers the paths of the server, <c>/v1/…</c> and <c>/v2/…</c> among them; others go on to what
    /// follows.</summary>
    /// <param name="app">The application; <c>UseWebSockets</c> comes before.</param>
    /// <returns>The application.</returns>
    /// <exception cref="InvalidOperationException"><see cref="AddCarouselServer"/> was not called.</exception>
    public static IApplicationBuilder UseCarouselServer(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);

        // Made now: what is wrong with the folder or the store stops the host, not the first request.
        CarouselService service = app.ApplicationServices.GetService<CarouselService>()
            ?? throw new InvalidOperationException(
                "Call services.AddCarouselServer(…) before app.UseCarouselServer().");
        service.Join(port: 0);
        return app.Use(next => async context =>
        {
            if (!await service.TryAnswerAsync(context).ConfigureAwait(false))
            {
                await next(context).ConfigureAwait(false);
            }
        });
    }
}
