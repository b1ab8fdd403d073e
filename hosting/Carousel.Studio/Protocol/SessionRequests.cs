using Carousel.Studio.Doors;
using Carousel.Studio.Messages;
using Microsoft.AspNetCore.Http;

namespace Carousel.Studio.Protocol;

/// <summary>Gives tabs what they identify themselves with.</summary>
/// <param name="door">Knows who may ask.</param>
internal sealed class SessionRequests(StudioDoor door)
{
    /// <summary>Exchanges the word of a link for the token.</summary>
    public async Task EnterAsync(HttpContext context)
    {
        SessionRequest asked = await StudioAnswers.ReadAsync(context, StudioJson.Default.SessionRequest)
            .ConfigureAwait(false);
        string token = door.Enter(asked.Word ?? throw new RefusalException(400, "The body needs word."));
        await StudioAnswers.WriteAsync(context, new Session(token), StudioJson.Default.Session).ConfigureAwait(false);
    }

    /// <summary>Gives a one-time word for a path, which a frame asks for without a header.</summary>
    public async Task TicketAsync(HttpContext context)
    {
        TicketRequest asked = await StudioAnswers.ReadAsync(context, StudioJson.Default.TicketRequest)
            .ConfigureAwait(false);
        string path = asked.Path ?? throw new RefusalException(400, "The body needs path.");
        await StudioAnswers.WriteAsync(context, new Ticket(door.TicketFor(path)), StudioJson.Default.Ticket, 201)
            .ConfigureAwait(false);
    }
}
