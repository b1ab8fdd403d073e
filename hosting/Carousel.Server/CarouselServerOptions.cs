namespace Carousel.Server;

/// <summary>What a server of sessions serves, and where it keeps them.</summary>
public sealed class CarouselServerOptions
{
    /// <summary>The folder with the models: each a file <c>NAME.safetensors</c>, or a folder NAME with a file
    /// <c>model.safetensors</c>.</summary>
    public string Models { get; set; } = "";

    /// <summary>A file of SQLite, which is made if it is not there, or a connection string of PostgreSQL
    /// (<c>Host=…</c>). Null for <c>sessions.db</c> in the folder of the models.</summary>
    public string? Store { get; set; }

    /// <summary>Where other servers of the same store reach this one, such as <c>http://10.0.0.5:8080</c>: then the
    /// sessions are shared out among them, and the store must be PostgreSQL. Null for a server that has the store to
    /// itself.</summary>
    public string? Replica { get; set; }

    /// <summary>A folder with data from which clients of Azure Anomaly Detector train models of several variables; the
    /// models are stored in its folder <c>.models</c>. Null for none: such requests are refused.</summary>
    public string? AnomalyData { get; set; }

    /// <summary>A broker, RabbitMQ, from which a replica takes steps as well, such as
    /// <c>amqp://user:password@host:5672/vhost</c>. Null for none.</summary>
    public string? Broker { get; set; }

    /// <summary>Whether steps are answered before they are on the disk: a crash of the server still loses none, a crash
    /// of the machine the last ones.</summary>
    public bool Volatile { get; set; }

    /// <summary>Threads that step sessions; 0 for as many as the machine has processors.</summary>
    public int Threads { get; set; }

    /// <summary>The most bytes of a row of a model that is not a plain network, such as a text, as JSON. A larger row
    /// is answered with 413.</summary>
    public int MostRowBytes { get; set; } = 64 << 10;

    /// <summary>Limit in bytes for sessions, their states, requests and frames in memory. Above 60 % of it states are
    /// moved from memory to the store; above 80 % requests are answered with 429. By default (0) the limit is the
    /// memory that the process may use, as the garbage collector reports it (a limit of the container or of
    /// <c>DOTNET_GCHeapHardLimit</c>). All other memory of the process then counts as well.</summary>
    public long MemoryBytes { get; set; }

    /// <summary>How long the body of a request or a frame of a WebSocket may take to come. Default 30 s.</summary>
    public TimeSpan WholeWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>States in memory before those not used for longest leave it for the store.</summary>
    public int MostAwake { get; set; } = 2_000_000;

    /// <summary>Seconds without a step after which a state leaves memory for the store.</summary>
    public int IdleSeconds { get; set; } = 600;

    /// <summary>Seconds without a step after which a session ends, where its maker said nothing; 0 for never. Default
    /// 7 days.</summary>
    public int ExpiresAfter { get; set; } = 7 * 24 * 60 * 60;

    /// <summary>Names of the server on the loopback in addition to <c>localhost</c>, <c>127.0.0.1</c> and <c>[::1]</c>,
    /// such as that of a proxy in front of it. A request with another name in Host is refused.</summary>
    public IReadOnlyList<string> Hosts { get; set; } = [];

    /// <summary>Sites whose pages may send requests, in addition to pages of the server itself, such as
    /// <c>https://example.com</c>.</summary>
    public IReadOnlyList<string> Origins { get; set; } = [];

    /// <summary>Whether a session goes over to a new version of its model at its next step, with its state, where both
    /// have the same layers; else it ends on the version that it began on.</summary>
    public bool MoveSessions { get; set; }
}
