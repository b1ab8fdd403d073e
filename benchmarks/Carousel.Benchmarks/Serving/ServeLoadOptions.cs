namespace Carousel.Benchmarks.Serving;

/// <summary>What is measured of a server.</summary>
internal sealed record ServeLoadOptions
{
    /// <summary>How the server is asked.</summary>
    public required LoadDoor Door { get; init; }

    /// <summary>The server, or null where one is started.</summary>
    public Uri? Server { get; init; }

    /// <summary>Its key, or null for none.</summary>
    public string? Key { get; init; }

    /// <summary>The model, or null where there is only one.</summary>
    public string? Model { get; init; }

    /// <summary>Values of a row, or null for what the model's card says.</summary>
    public int? Width { get; init; }

    /// <summary>Requests a second, or null for as many as there is room for.</summary>
    public double? Rate { get; init; }

    /// <summary>How long each door is measured, the warm-up aside.</summary>
    public required double Seconds { get; init; }

    /// <summary>How many connections; null for the door's default.</summary>
    public int? Connections { get; init; }

    /// <summary>How many sessions; null for the door's default.</summary>
    public int? Sessions { get; init; }

    /// <summary>Sessions of a frame.</summary>
    public required int Frame { get; init; }

    /// <summary>Whether the server that is started keeps nothing.</summary>
    public bool IsVolatile { get; init; }

    /// <summary>Whether the empty endpoint is measured in turn.</summary>
    public bool IsAgainstEmpty { get; init; }
}
