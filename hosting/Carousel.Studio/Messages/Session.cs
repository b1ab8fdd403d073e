namespace Carousel.Studio.Messages;

/// <summary>The word of a link, to be exchanged for the token.</summary>
/// <param name="Word">The word.</param>
internal sealed record SessionRequest(string? Word = null);

/// <summary>What a tab brings with each request.</summary>
/// <param name="Token">The token of this start.</param>
internal sealed record Session(string Token);

/// <summary>Asks for a one-time word.</summary>
/// <param name="Path">The path that it opens.</param>
internal sealed record TicketRequest(string? Path = null);

/// <summary>A word that opens one path once.</summary>
/// <param name="Word">The word, for the query <c>ticket</c>.</param>
internal sealed record Ticket(string Word);
