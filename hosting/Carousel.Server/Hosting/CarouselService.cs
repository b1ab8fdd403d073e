using Carousel.Cluster.Brokers;
using Carousel.Cluster.Stores;
using Carousel.Server.Doors;
using Carousel.Server.Engine;
using Carousel.Server.Ingest;
using Carousel.Server.Models;
using Carousel.Server.Protocol;
using Carousel.Server.Replicas;
using Carousel.Server.Storage;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Hosting;

/// <summary>A server of sessions inside a host: store, models, engine and doors, put together.</summary>
internal sealed class CarouselService : IDisposable
{
    private static readonly TimeSpan _lookEvery = TimeSpan.FromSeconds(1);
    private const int TidyEvery = 60;

    private readonly ISessionStore _store;
    private readonly ModelCatalogue _models;
    private readonly ISessionEngine _engine;
    private readonly Uri? _address;
    private readonly Broker? _broker;
    private readonly SessionRequests _sessions;
    private readonly CarouselRoutes _routes;
    private readonly Doorkeeper _doorkeeper;
    private readonly ForecastRequests _forecasts;
    private readonly DetectionRequests _detection;
    private readonly Action<string> _tell;
    private readonly Timer _timer, _keyTimer;
    private readonly Lock _looking = new(), _reading = new();
    private readonly CancellationTokenSource _leaving = new();
    private StepIngest? _ingest;
    private int _looks;

    /// <summary>Opens the store, loads the models, and begins.</summary>
    /// <param name="options">What is served.</param>
    /// <param name="tell">Takes sentences for the log.</param>
    /// <param name="ended">Called when the server can't continue because another one has taken its store.</param>
    /// <exception cref="StoreException">The store can't be used, or its disk is full.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder of models does not exist.</exception>
    /// <exception cref="ServeException">The broker refuses.</exception>
    public static CarouselService Start(CarouselServerOptions options, Action<string> tell, Action<string> ended)
    {
        try
        {
            return new CarouselService(options, tell, ended);
        }
        catch (StoreException exception) when (exception.IsFull)
        {
            throw new StoreException(
                $"{StoreOpening.Place(options)}: the disk is full, so that no step could be kept. The server does not "
                + "start, and stored sessions stay unchanged. Make room, and start it again.",
                exception)
            {
                IsFull = true,
            };
        }
    }

    private CarouselService(CarouselServerOptions options, Action<string> tell, Action<string> ended)
    {
        _tell = tell;
        if (!Directory.Exists(options.Models))
        {
            throw new DirectoryNotFoundException(
                $"{options.Models} is not a folder. Pass one that contains model files.");
        }

        (_address, _broker) = (ReplicaOpening.Address(options), ReplicaOpening.Broker(options));
        _store = StoreOpening.Open(options);
        try
        {
            foreach (string note in _store.Notes)
            {
                tell(note);
            }

            _models = new ModelCatalogue(options.Models, _store);
            Look();
            if (Models.Count == 0)
            {
                tell($"{options.Models} contains no model yet. A file NAME.safetensors is served when it appears.");
            }

            var engine = new EngineOptions
            {
                Workers = options.Threads,
                MostAwake = options.MostAwake,
                IdleSeconds = options.IdleSeconds,
                ExpiresAfter = options.ExpiresAfter,
                MostRowBytes = options.MostRowBytes,
                MemoryBytes = options.MemoryBytes,
                WholeWithin = options.WholeWithin,
                MovesSessions = options.MoveSessions,
            };
            _engine = _address is not null
                ? ReplicaOpening.Open(options, _store, _models, engine, tell)
                : new SessionEngine(
                    _store, _models, engine,
                    failure =>
                    {
                        tell(failure.Message);
                        if (failure.IsTaken)
                        {
                            ended(failure.Message);
                        }
                    });
            _doorkeeper = new Doorkeeper(_store, _engine.Owners, new SiteCheck(options.Hosts, options.Origins));
            _doorkeeper.Look();
        }
        catch
        {
            _engine?.Dispose();
            _models?.Dispose();
            _store.Dispose();
            throw;
        }

        _sessions = new SessionRequests(_engine, _models);
        _forecasts = new ForecastRequests(_sessions, _doorkeeper);
        _detection = new DetectionRequests(_sessions, _doorkeeper, options.AnomalyData);
        _routes = new CarouselRoutes(
            _sessions, new ModelCards(_models, _engine, _doorkeeper),
            new StepSockets(_sessions, _engine, _leaving.Token),
            new SessionEvents(_engine, _sessions, _leaving.Token),
            new InferRequests(_sessions, new NamedSequences(_engine), _models, _doorkeeper),
            _forecasts, _detection, new ApiDocument(_doorkeeper), new HealthRequests(_engine), _doorkeeper);
        _engine.Meters.ObserveRefusals(() => _models.Skipped, _engine.Memory);
        _timer = new Timer(_ => Look(), null, _lookEvery, _lookEvery);

        // However long a look at the folder takes, a removed key opens nothing any more.
        _keyTimer = new Timer(_ => ReadKeys(), null, _lookEvery, _lookEvery);
    }

    /// <summary>Whether a key is asked for.</summary>
    public bool AsksForKeys => _doorkeeper.AsksForKeys;

    /// <summary>What is in memory, and may be.</summary>
    public ServerMemory Memory => _engine.Memory;

    /// <summary>The models that are served.</summary>
    public IReadOnlyDictionary<string, ServedModel> Models => _models.Current;

    /// <summary>Counts of a served model: its sessions, its steps, its recent steps per second; null if it is not
    /// served.</summary>
    /// <param name="name">Its name.</param>
    public (long Sessions, long Steps, double StepsPerSecond)? CountsOf(string name) =>
        _models.Current.TryGetValue(name, out ServedModel? model) && _engine.Meters.Of(model) is { } meters
            ? (_engine.SessionsOf(model.Number), meters.Steps, meters.StepsPerSecond)
            : null;

    /// <summary>A replica begins to take sessions: it can be reached now.</summary>
    /// <param name="port">On which port, where its address says 0.</param>
    /// <exception cref="StoreException">The address has no port.</exception>
    public void Join(int port)
    {
        if (_engine is not ReplicaSessions replicas)
        {
            return;
        }

        Uri address = _address!.Port != 0 ? _address : new UriBuilder(_address) { Port = port }.Uri;
        replicas.Join(
            address.Port != 0
                ? address
                : throw new StoreException("The replica's address must have the port on which others reach it."));
        if (_broker is not null)
        {
            _ingest = new StepIngest(_broker, replicas, new StepMessages(_sessions, _doorkeeper), _tell);
        }
    }

    /// <summary>The server is about to end: streams are closed, rows that take long are given up, and a replica gives
    /// its sessions to the others.</summary>
    public void Leave()
    {
        _leaving.Cancel();
        _engine.Leave();
    }

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <returns>False where the path is not one of the server's.</returns>
    public ValueTask<bool> TryAnswerAsync(HttpContext context) =>
        _engine is ReplicaSessions replicas && context.Request.Path == ReplicaLink.Path
            ? new ValueTask<bool>(replicas.Door.TryAnswerAsync(context))
            : _routes.TryAnswerAsync(context);

    /// <inheritdoc/>
    public void Dispose()
    {
        Task.WaitAll(_timer.DisposeAsync().AsTask(), _keyTimer.DisposeAsync().AsTask());

        // What is under way at the broker comes again elsewhere.
        Leave();
        _ingest?.Dispose();
        _forecasts.Dispose();
        _detection.Dispose();
        _doorkeeper.Dispose();
        _engine.Dispose();
        _models.Dispose();
        _store.Dispose();
        _leaving.Dispose();
    }

    private void Look() => Try(_looking, () =>
    {
        foreach (string sentence in _models.Look())
        {
            _tell(sentence);
        }

        // A replica does not know what the sessions of others run on.
        if (_engine is SessionEngine engine && ++_looks % TidyEvery == 0)
        {
            _models.Tidy(engine.SessionsOf, engine.RemoveModel);
        }
    });

    private void ReadKeys() => Try(_reading, _doorkeeper.Look);

    // Unless it is under way already.
    private void Try(Lock gate, Action act)
    {
        if (!gate.TryEnter())
        {
            return;
        }

        try
        {
            act();
        }
        catch (Exception exception) when (exception is StoreException or IOException or UnauthorizedAccessException)
        {
            _tell(exception.Message);
        }
        finally
        {
            gate.Exit();
        }
    }
}
